package dev.parley.router.rpc;

import dev.parley.kit.agents.AgentDirectory;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.rpc.StreamSender;
import dev.parley.kit.tracing.TaskOfWork;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.router.v1.CallEvent;
import dev.parley.router.outbound.CallOutcome;
import dev.parley.router.outbound.EventSink;
import dev.parley.router.outbound.EventSink.ReaderGone;
import dev.parley.router.wire.TaskWires;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/** Serves a call to an agent on a virtual thread of its own: events, then one end. A reader that leaves interrupts it. */
@Singleton
final class CallStreams {
    /** The call itself. */
    @FunctionalInterface
    interface Work {
        CallOutcome run(Agent agent, EventSink sink) throws InterruptedException, ReaderGone;
    }

    private final AgentDirectory directory;
    private final TaskWires wires;

    CallStreams(AgentDirectory directory, TaskWires wires) {
        this.directory = directory;
        this.wires = wires;
    }

    /** Starts the work and returns. */
    void serve(String agentId, String taskId, StreamObserver<CallEvent> observer, Work work) {
        StreamSender<CallEvent> sender = new StreamSender<>(observer);
        // not the call's own context: its cancellation arrives by interrupt
        Context context = TaskOfWork.in(CallerIdentity.detached(CallerIdentity.current()), taskId);
        Thread thread = Thread.ofVirtual()
                .name("agent-call")
                .start(() -> context.run(() -> wires.during(taskId, () -> run(agentId, sender, work))));
        sender.onCancel(thread::interrupt);
    }

    private void run(String agentId, StreamSender<CallEvent> sender, Work work) {
        try {
            sender.send(RouterProto.endOf(outcome(agentId, sender, work)));
            sender.complete();
        } catch (InterruptedException | ReaderGone e) {
            // nobody is left to tell
        } catch (RuntimeException | Error e) {
            // an Error too: whoever waits for the end must get one
            sender.fail(e);
        }
    }

    private CallOutcome outcome(String agentId, StreamSender<CallEvent> sender, Work work)
            throws InterruptedException, ReaderGone {
        Agent agent;
        try {
            agent = directory.require(agentId);
        } catch (A2aException e) {
            if (e.code() == A2aErrorCode.AGENT_NOT_FOUND) {
                return new CallOutcome.NotStarted(e.text());
            }
            throw e;
        }
        return work.run(agent, event -> {
            if (!sender.send(CallEvent.newBuilder().setAgentEvent(event).build())) {
                throw new ReaderGone();
            }
        });
    }
}
