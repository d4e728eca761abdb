package dev.parley.router.outbound;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JSON-RPC code of an error that an agent gave in the words of another binding. */
public final class AgentErrorCode {
    // as the SDKs of 0.3 begin the message of a gRPC status: "TaskNotFoundError: ..."
    private static final Pattern NAME = Pattern.compile("^(\\w+)Error:");
    private static final Pattern INNER_CAPITAL = Pattern.compile("(?<=[a-z])(?=[A-Z])");

    private AgentErrorCode() {}

    /** The {@code ErrorInfo.reason} of an error that its text names; empty when it names none. */
    public static String reasonIn(String text) {
        Matcher matcher = NAME.matcher(text);
        if (!matcher.find()) {
            return "";
        }
        String reason = INNER_CAPITAL.matcher(matcher.group(1)).replaceAll("_").toUpperCase(Locale.ROOT);
        return switch (reason) {
            case "AUTHENTICATED_EXTENDED_CARD_NOT_CONFIGURED" ->
                A2aErrorCode.EXTENDED_AGENT_CARD_NOT_CONFIGURED.reason();
            case "INTERNAL" -> A2aErrorCode.INTERNAL_ERROR.reason();
            default -> reason;
        };
    }

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

    /** The code of an error that 0.3's HTTP+JSON says by its status alone; 0 for a status that says nothing. */
    public static int ofHttp(int status, A2aMethod operation) {
        return switch (status) {
            case 400, 422 -> A2aErrorCode.INVALID_PARAMS.jsonRpcCode();
            case 404 -> ofStatus("NOT_FOUND", operation);
            case 409 -> A2aErrorCode.TASK_NOT_CANCELABLE.jsonRpcCode();
            case 415 -> A2aErrorCode.CONTENT_TYPE_NOT_SUPPORTED.jsonRpcCode();
            case 501 -> A2aErrorCode.UNSUPPORTED_OPERATION.jsonRpcCode();
            case 502 -> A2aErrorCode.INVALID_AGENT_RESPONSE.jsonRpcCode();
            default -> 0;
        };
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
