package dev.parley.examples.analytics;

/** The data cannot be read; the message tells the caller what to send instead. */
final class BadDataException extends Exception {
    private static final long serialVersionUID = 1L;

    BadDataException(String message) {
        super(message);
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
