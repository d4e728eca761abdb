package dev.parley.cli.conformance.v03.wire;

import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.Fault;
import java.util.Arrays;

/**
 * The errors of 0.3 (§8 of 0.3). Their numbers are JSON-RPC's. For the other bindings 0.3 wants "appropriate" codes and
 * names none: any code passes that an official SDK of 0.3 answers with, or that 1.0 has made of it.
 */
public enum V03Error {
    TASK_NOT_FOUND(-32001, "404", "NOT_FOUND"),
    TASK_NOT_CANCELABLE(-32002, "400 409", "FAILED_PRECONDITION UNIMPLEMENTED"),
    PUSH_NOTIFICATION_NOT_SUPPORTED(-32003, "400 501", "FAILED_PRECONDITION UNIMPLEMENTED"),
    UNSUPPORTED_OPERATION(-32004, "400 501", "FAILED_PRECONDITION UNIMPLEMENTED"),
    CONTENT_TYPE_NOT_SUPPORTED(-32005, "400 415", "INVALID_ARGUMENT UNIMPLEMENTED"),
    EXTENDED_CARD_NOT_CONFIGURED(-32007, "400 404 501", "FAILED_PRECONDITION NOT_FOUND UNIMPLEMENTED"),
    PARSE_ERROR(-32700, "400", "INVALID_ARGUMENT"),
    INVALID_REQUEST(-32600, "400 422", "INVALID_ARGUMENT"),
    METHOD_NOT_FOUND(-32601, "404 405", "UNIMPLEMENTED"),
    INVALID_PARAMS(-32602, "400 422", "INVALID_ARGUMENT");

    private final int jsonRpc;
    // parted by spaces
    private final String http;
    private final String grpc;

    V03Error(int jsonRpc, String http, String grpc) {
        this.jsonRpc = jsonRpc;
        this.http = http;
        this.grpc = grpc;
    }

    public int jsonRpc() {
        return jsonRpc;
    }

    /** True when the fault is this error in the words of its binding. */
    public boolean is(Fault fault) {
        return Arrays.asList(codes(fault.binding()).split(" ")).contains(fault.code());
    }

    private String codes(Binding binding) {
        return switch (binding) {
            case JSONRPC, WEBSOCKET -> Integer.toString(jsonRpc);
            case HTTP_JSON -> http;
            case GRPC -> grpc;
        };
    }

    /** How a binding says it, for people. */
    public String in(Binding binding) {
        String prefix = binding == Binding.HTTP_JSON ? "HTTP " : "";
        return name() + " (" + prefix + codes(binding).replace(" ", " or ") + ")";
    }
}
