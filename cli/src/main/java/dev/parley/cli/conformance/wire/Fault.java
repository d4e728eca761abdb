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
     * there is one, does not say another. A missing reason is a matter of a check of its own.
     */
    public boolean is(SpecError error) {
        boolean sameCode = switch (binding) {
            case JSONRPC -> code.equals(Integer.toString(error.jsonRpc()));
            case HTTP_JSON -> code.equals(Integer.toString(error.http()));
            case GRPC -> code.equals(error.grpc().name());
        };
        return sameCode
                && SpecError.ofReason(reason()).map(said -> said == error).orElse(true);
    }

    @Override
    public String toString() {
        return "error " + code + (reason().isEmpty() ? "" : " " + reason()) + ": " + message;
    }
}
