package dev.parley.router.outbound;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.jsonrpc.A2aMethod;

/** The JSON-RPC code of an error that an agent gave in the words of another binding. */
public final class AgentErrorCode {
    private AgentErrorCode() {}

    /**
     * @param reason {@code ErrorInfo.reason}, empty when the agent gave none
     * @param grpcStatus the name of a gRPC status, which decides where the reason says nothing; empty when there is none
     * @return 0 when neither says what A2A or JSON-RPC have a code for
     */
    public static int of(String reason, String grpcStatus, A2aMethod operation) {
        return A2aErrorCode.ofReason(reason)
                .map(A2aErrorCode::jsonRpcCode)
                .orElseGet(() -> ofStatus(grpcStatus, operation));
    }

    private static int ofStatus(String grpcStatus, A2aMethod operation) {
        boolean cancels = operation == A2aMethod.CANCEL_TASK;
        boolean asksForCard = operation == A2aMethod.GET_EXTENDED_AGENT_CARD;
        return switch (grpcStatus) {
            case "NOT_FOUND" ->
                asksForCard
                        ? A2aErrorCode.EXTENDED_AGENT_CARD_NOT_CONFIGURED.jsonRpcCode()
                        : A2aErrorCode.TASK_NOT_FOUND.jsonRpcCode();
            case "INVALID_ARGUMENT" -> A2aErrorCode.INVALID_PARAMS.jsonRpcCode();
            case "UNIMPLEMENTED" -> A2aErrorCode.METHOD_NOT_FOUND.jsonRpcCode();
            case "FAILED_PRECONDITION" ->
                cancels
                        ? A2aErrorCode.TASK_NOT_CANCELABLE.jsonRpcCode()
                        : A2aErrorCode.UNSUPPORTED_OPERATION.jsonRpcCode();
            default -> 0;
        };
    }
}
