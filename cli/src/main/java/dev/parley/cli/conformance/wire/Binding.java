package dev.parley.cli.conformance.wire;

import java.util.Arrays;
import java.util.Optional;

/** The three bindings of the specification, as cards name them. */
public enum Binding {
    JSONRPC("JSONRPC"),
    HTTP_JSON("HTTP+JSON"),
    GRPC("GRPC");

    private final String cardName;

    Binding(String cardName) {
        this.cardName = cardName;
    }

    public String cardName() {
        return cardName;
    }

    /** True for the bindings whose messages are JSON, which rules of spelling apply to. */
    public boolean isJson() {
        return this != GRPC;
    }

    public static Optional<Binding> named(String cardName) {
        return Arrays.stream(values())
                .filter(binding -> binding.cardName.equals(cardName))
                .findFirst();
    }
}
