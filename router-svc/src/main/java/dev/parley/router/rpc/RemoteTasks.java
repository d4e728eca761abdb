package dev.parley.router.rpc;

import dev.parley.kit.agents.AgentDirectory;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.router.v1.RemoteTaskReply;
import dev.parley.router.outbound.CallFailed;
import dev.parley.router.outbound.CallOutcome;
import jakarta.inject.Singleton;

/** Asks an agent about one of its tasks; what the agent does is an answer, not an error. */
@Singleton
final class RemoteTasks {
    /** The question. */
    @FunctionalInterface
    interface Question {
        Task ask(Agent agent) throws CallFailed, InterruptedException;
    }

    private final AgentDirectory directory;

    RemoteTasks(AgentDirectory directory) {
        this.directory = directory;
    }

    RemoteTaskReply reply(String agentId, Question question) {
        try {
            return RemoteTaskReply.newBuilder()
                    .setTask(question.ask(directory.require(agentId)))
                    .build();
        } catch (CallFailed e) {
            return failure(e.outcome());
        } catch (A2aException e) {
            if (e.code() == A2aErrorCode.AGENT_NOT_FOUND) {
                return failure(new CallOutcome.NotStarted(e.text()));
            }
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new A2aException(A2aErrorCode.DEADLINE_EXCEEDED, "The call was interrupted");
        }
    }

    private static RemoteTaskReply failure(CallOutcome outcome) {
        return RemoteTaskReply.newBuilder()
                .setFailure(RouterProto.toProto(outcome))
                .build();
    }
}
