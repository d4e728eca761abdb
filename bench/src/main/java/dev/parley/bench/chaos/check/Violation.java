package dev.parley.bench.chaos.check;

/**
 * Something that must not be.
 *
 * @param subject the task's id, or the message's where no task is known
 */
public record Violation(Kind kind, String subject, String what) {
    /** The four promises, and that answers are the agents' own. */
    public enum Kind {
        LOST,
        DUPLICATED,
        STUCK,
        GAP,
        /** Something else than the agent said, or an end that nothing explains. */
        WRONG
    }

    @Override
    public String toString() {
        return kind + " " + subject + ": " + what;
    }
}
