package dev.parley.router.rpc;

import dev.parley.kit.agents.AgentDirectory;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.router.outbound.CallFailed;
import dev.parley.router.outbound.CallOutcome;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** Asks an agent something that has one answer; what the agent does is an answer, not an error. */
@Singleton
final class AgentQuestions {
    /** The question. */
    @FunctionalInterface
    interface Question<A> {
        A ask(Agent agent) throws CallFailed, InterruptedException;
    }

    private final AgentDirectory directory;

    AgentQuestions(AgentDirectory directory) {
        this.directory = directory;
    }

    /** @return what is made of the answer, or of the reason why there is none */
    <A, R> R ask(String agentId, Question<A> question, Function<A, R> answered, Function<CallEnd, R> failed) {
        try {
            return answered.apply(question.ask(directory.require(agentId)));
        } catch (CallFailed e) {
            return failed.apply(RouterProto.toProto(e.outcome()));
        } catch (A2aException e) {
            if (e.code() == A2aErrorCode.AGENT_NOT_FOUND) {
                return failed.apply(RouterProto.toProto(new CallOutcome.NotStarted(e.text())));
            }
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new A2aException(A2aErrorCode.DEADLINE_EXCEEDED, "The call was interrupted");
        }
    }
}
