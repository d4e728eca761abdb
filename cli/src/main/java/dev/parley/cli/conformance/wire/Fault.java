package dev.parley.cli.conformance.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * An error as an agent gave it.
 *
 * @param binding where
 * @param code the code in that binding: {@code -32001}, {@code 404}, {@code NOT_FOUND}
 * @param details the objects of {@code error.data}, {@code error.details} or the status details; those of gRPC as JSON
 */
public record Fault(Binding binding, String code, String message, List<JsonNode> details) {
    public static final String ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo";

    public Fault {
        details = List.copyOf(details);
    }

    /** The reason in the ErrorInfo; empty without one. */
    public String reason() {
        return details.stream()
                .filter(detail -> ERROR_INFO.equals(detail.path("@type").asText()))
                .map(detail -> detail.path("reason").asText())
                .findFirst()
                .orElse("");
    }

    /**
     * True when this is that error: the binding's code is the one of the specification's table, and a reason, where
     * there is one, is its name. Errors that are not A2A's own may have any reason but those of A2A's. A missing reason is
     * a matter of a check of its own.
     */
    public boolean is(SpecError error) {
        String reason = reason();
        boolean sameReason = error.isOfA2a()
                ? reason.equals(error.name())
                : SpecError.ofReason(reason).isEmpty();
        return hasCodeOf(error) && (reason.isEmpty() || sameReason);
    }

    /** True when the binding's code is that of the error in the specification's table, which several may share. */
    public boolean hasCodeOf(SpecError error) {
        return switch (binding) {
            case JSONRPC, WEBSOCKET -> code.equals(Integer.toString(error.jsonRpc()));
            case HTTP_JSON -> code.equals(Integer.toString(error.http()));
            case GRPC -> code.equals(error.grpc().name());
        };
    }

    /** True when the agent says that it failed, and not that the request is wrong. */
    public boolean isInternal() {
        return hasCodeOf(SpecError.INTERNAL_ERROR);
    }

    @Override
    public String toString() {
        return "error " + code + (reason().isEmpty() ? "" : " " + reason()) + ": " + message;
    }
}
