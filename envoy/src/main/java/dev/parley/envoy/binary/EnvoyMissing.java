package dev.parley.envoy.binary;

/** There is no Envoy to run; the message says what is missing and how to get it. */
public final class EnvoyMissing extends RuntimeException {
    EnvoyMissing(String message) {
        super(message);
    }

    EnvoyMissing(String message, Throwable cause) {
        super(message, cause);
    }
}
