package dev.parley.cli.conformance.suite;

/** How a check ended. */
public sealed interface Outcome {
    record Passed() implements Outcome {}

    record Failed(String expected, String got) implements Outcome {}

    /** @param reason what the agent lacks, for people */
    record Skipped(String reason) implements Outcome {}
}
