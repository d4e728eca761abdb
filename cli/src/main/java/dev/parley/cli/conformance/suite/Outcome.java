package dev.parley.cli.conformance.suite;

/** How a check ended. */
public sealed interface Outcome {
    record Passed() implements Outcome {}

    /** Both are for people, and cut to 400 characters: they quote what agents send, which may be of any length. */
    record Failed(String expected, String got) implements Outcome {
        public Failed {
            expected = shortened(expected);
            got = shortened(got);
        }
    }

    /** @param reason what the agent lacks, for people; cut to 400 characters */
    record Skipped(String reason) implements Outcome {
        public Skipped {
            reason = shortened(reason);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 400 ? text : text.substring(0, 400) + "…";
    }
}
