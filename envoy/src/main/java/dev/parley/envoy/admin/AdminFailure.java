package dev.parley.envoy.admin;

/** The admin interface did not answer as it should; the message names the Envoy, the request and what was expected. */
public final class AdminFailure extends RuntimeException {
    AdminFailure(String message) {
        super(message);
    }

    AdminFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
