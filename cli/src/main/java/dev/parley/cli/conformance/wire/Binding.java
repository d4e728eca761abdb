package dev.parley.cli.conformance.wire;

import dev.parley.proto.extension.Extensions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The three bindings of the specification, and JSON-RPC over WebSocket, which is the mesh's own. */
public enum Binding {
    JSONRPC("JSONRPC", "JSONRPC"),
    HTTP_JSON("HTTP+JSON", "HTTP+JSON"),
    GRPC("GRPC", "GRPC"),
    WEBSOCKET("WEBSOCKET", Extensions.WEBSOCKET_BINDING);

    private final String label;
    private final String cardName;

    Binding(String label, String cardName) {
        this.label = label;
        this.cardName = cardName;
    }

    /** For people, and on the command line. */
    public String label() {
        return label;
    }

    /** As cards name it. */
    public String cardName() {
        return cardName;
    }

    /** True for the bindings whose messages are JSON, which rules of spelling apply to. */
    public boolean isJson() {
        return this != GRPC;
    }

    /** True for a binding that no agent need know: it is not missed where the card does not offer it. */
    public boolean isCustom() {
        return this == WEBSOCKET;
    }

    /** Those whose messages are JSON. */
    public static Set<Binding> json() {
        return EnumSet.of(JSONRPC, HTTP_JSON, WEBSOCKET);
    }

    /** Those that carry JSON-RPC 2.0. */
    public static Set<Binding> jsonRpc() {
        return EnumSet.of(JSONRPC, WEBSOCKET);
    }

    /** By its label, or its name on cards. */
    public static Optional<Binding> named(String name) {
        return Arrays.stream(values())
                .filter(binding -> binding.label.equals(name) || binding.cardName.equals(name))
                .findFirst();
    }
}
