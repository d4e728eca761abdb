package dev.parley.cli.conformance.suite;

/** Ends a check before its last line. Thrown only inside checks, and caught by {@link Suite}. */
public abstract sealed class Verdict extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Verdict(String message) {
        super(message, null, false, false);
    }

    /** The rule does not hold. */
    public static final class Failed extends Verdict {
        private static final long serialVersionUID = 1L;
        private final String expected;
        private final String got;

        public Failed(String expected, String got) {
            super("expected " + expected + ", got " + got);
            this.expected = expected;
            this.got = got;
        }

        public String expected() {
            return expected;
        }

        public String got() {
            return got;
        }
    }

    /** It cannot be told whether the rule holds. */
    public static final class Skipped extends Verdict {
        private static final long serialVersionUID = 1L;
        private final String reason;

        public Skipped(String reason) {
            super(reason);
            this.reason = reason;
        }

        public String reason() {
            return reason;
        }
    }

    /** Fails unless it is so. */
    public static void expect(boolean isSo, String expected, Object got) {
        if (!isSo) {
            throw new Failed(expected, String.valueOf(got));
        }
    }
}
