package dev.parley.cli.conformance.report;

/** What agents send, as it can be shown: a terminal acts on control characters, and XML 1.0 has no place for most. */
final class Printable {
    private static final String NEITHER =
            "[^\\x09\\x0A\\x0D\\x20-\\x7E\\xA0-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]";

    private Printable() {}

    /** On one line. */
    static String line(String text) {
        return lines(text).replaceAll("\\s*[\\r\\n]\\s*", " ");
    }

    /** With the line ends and tabs that it has. */
    static String lines(String text) {
        return text.replaceAll(NEITHER, "\uFFFD");
    }
}
