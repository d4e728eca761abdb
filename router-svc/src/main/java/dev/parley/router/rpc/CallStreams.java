package dev.parley.router.rpc;

import dev.parley.kit.agents.AgentDirectory;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.rpc.StreamSender;
import dev.parley.kit.tracing.TaskOfWork;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.CallEvent;
import dev.parley.proto.router.v1.CallRequest;
import dev.parley.proto.router.v1.CallStep;
import dev.parley.proto.router.v1.Taken;
import dev.parley.router.outbound.CallOutcome;
import dev.parley.router.outbound.EventSink;
import dev.parley.router.outbound.EventSink.ReaderGone;
import dev.parley.router.wire.TaskWires;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.function.Function;

/**
 * Serves a call to an agent on a virtual thread of its own: that it is taken, its events, then one end. A reader that leaves
 * interrupts it.
 */
@Singleton
final class CallStreams {
    private static final CallEvent TAKEN =
            CallEvent.newBuilder().setTaken(Taken.getDefaultInstance()).build();
    private static final CallEvent NOT_ASKED = CallEvent.newBuilder()
            .setEnd(CallEnd.newBuilder()
                    .setOutcome(CallEnd.Outcome.NOT_ASKED)
                    .setReason("the mesh did not let the call go in time"))
            .build();

    /** The call itself. */
    @FunctionalInterface
    interface Work {
        CallOutcome run(Agent agent, EventSink sink) throws InterruptedException, ReaderGone;
    }

    /** Whether the agent may be called now. */
    @FunctionalInterface
    private interface Leave {
        boolean given() throws InterruptedException;
    }

    private final AgentDirectory directory;
    private final TaskWires wires;

    CallStreams(AgentDirectory directory, TaskWires wires) {
        this.directory = directory;
        this.wires = wires;
    }

    /** Starts the work and returns. */
    void serve(String agentId, String taskId, StreamObserver<CallEvent> observer, Work work) {
        serve(agentId, taskId, new StreamSender<>(observer), () -> true, work);
    }

    /** A call whose work begins when its caller says {@code go}, or never. */
    StreamObserver<CallStep> offer(StreamObserver<CallEvent> observer, Function<CallRequest, Work> work) {
        StreamSender<CallEvent> sender = new StreamSender<>(observer);
        return new OfferedCall((request, offered) ->
                serve(request.getAgentId(), request.getTaskId(), sender, offered::mayGo, work.apply(request)));
    }

    private void serve(String agentId, String taskId, StreamSender<CallEvent> sender, Leave leave, Work work) {
        // not the call's own context: its cancellation arrives by interrupt
        Context context = TaskOfWork.in(CallerIdentity.detached(CallerIdentity.current()), taskId);
        Thread thread = Thread.ofVirtual()
                .name("agent-call")
                .start(() -> context.run(() -> wires.during(taskId, () -> run(agentId, sender, leave, work))));
        sender.onCancel(thread::interrupt);
    }

    private void run(String agentId, StreamSender<CallEvent> sender, Leave leave, Work work) {
        try {
            sender.send(served(agentId, sender, leave, work));
            sender.complete();
        } catch (InterruptedException | ReaderGone e) {
            // nobody is left to tell
        } catch (RuntimeException | Error e) {
            // an Error too: whoever waits for the end must get one
            sender.fail(e);
        }
    }

    private CallEvent served(String agentId, StreamSender<CallEvent> sender, Leave leave, Work work)
            throws InterruptedException, ReaderGone {
        Agent agent;
        try {
            // before it is taken: while the registry cannot say, another router may have the call
            agent = directory.require(agentId);
        } catch (A2aException e) {
            if (e.code() == A2aErrorCode.AGENT_NOT_FOUND) {
                return RouterProto.endOf(new CallOutcome.NotStarted(e.text()));
            }
            throw e;
        }
        sender.send(TAKEN);
        if (!leave.given()) {
            return NOT_ASKED;
        }
        return RouterProto.endOf(work.run(agent, event -> {
            if (!sender.send(CallEvent.newBuilder().setAgentEvent(event).build())) {
                throw new ReaderGone();
            }
        }));
    }
}
