package dev.parley.task.running;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.task.v1.RefusedMessage;
import dev.parley.task.journal.TaskRow;
import java.util.Arrays;
import java.util.Optional;

/**
 * An agent's error to a message: what the task's status says of it, and what the message's sender gets. See the README,
 * "An agent's error".
 */
final class AgentRefusal {
    // it goes into a header, and so do its details
    private static final int MAX_WORDS = 400;

    private AgentRefusal() {}

    /** @param sequence of the message's own entry */
    static RefusedMessage of(long sequence, CallEnd refusal) {
        String words = refusal.getReason();
        return RefusedMessage.newBuilder()
                .setAcceptedSequence(sequence)
                .setAgentErrorCode(refusal.getAgentErrorCode())
                .setReason(words.length() <= MAX_WORDS ? words : words.substring(0, MAX_WORDS) + "…")
                .build();
    }

    /** The status message with the agent's error in its metadata; as it is when the agent gave no code. */
    static Message marked(Message message, int agentErrorCode) {
        if (agentErrorCode == 0) {
            return message;
        }
        Struct.Builder error = Struct.newBuilder()
                .putFields(
                        "code",
                        Value.newBuilder().setNumberValue(agentErrorCode).build());
        name(agentErrorCode)
                .ifPresent(name -> error.putFields(
                        "reason", Value.newBuilder().setStringValue(name).build()));
        return message.toBuilder()
                .setMetadata(message.getMetadata().toBuilder()
                        .putFields(
                                Extensions.AGENT_ERROR,
                                Value.newBuilder().setStructValue(error).build()))
                .build();
    }

    private static Optional<String> name(int code) {
        return Arrays.stream(A2aErrorCode.values())
                .filter(row -> row.jsonRpcCode() == code && row.isProtocolError())
                .findFirst()
                .map(A2aErrorCode::reason);
    }

    /**
     * The error that answers a waiting send, or a stream that has nothing else, when the agent refused that very message with an error that says something of
     * the message. Not where the mesh chose the agent: the message may be right for another.
     */
    static Optional<A2aException> answerTo(TaskRow task, Seen seen, long sequence) {
        RefusedMessage refused = seen.refused();
        if (refused == null || task.isManaged() || sequence == 0 || refused.getAcceptedSequence() != sequence) {
            return Optional.empty();
        }
        String what = seen.state().isTerminal() ? " failed, the agent refused: " : " waits on, the agent refused: ";
        return ofRequest(refused.getAgentErrorCode())
                .map(code -> new A2aException(code, "Task " + task.key() + what + refused.getReason()));
    }

    /** Whether an agent's error says something of the message, not of the task or of the way between mesh and agent. */
    static boolean isOfMessage(int code) {
        return ofRequest(code).isPresent();
    }

    /** Errors that a caller can do something about; others are between the mesh and the agent. */
    private static Optional<A2aErrorCode> ofRequest(int code) {
        return switch (code) {
            case -32602 -> Optional.of(A2aErrorCode.INVALID_PARAMS);
            case -32004 -> Optional.of(A2aErrorCode.UNSUPPORTED_OPERATION);
            case -32005 -> Optional.of(A2aErrorCode.CONTENT_TYPE_NOT_SUPPORTED);
            case -32008 -> Optional.of(A2aErrorCode.EXTENSION_SUPPORT_REQUIRED);
            default -> Optional.empty();
        };
    }
}
