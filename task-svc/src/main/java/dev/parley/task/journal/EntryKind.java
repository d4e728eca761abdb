package dev.parley.task.journal;

/** What an entry of the journal holds; the number is stored and never changes. */
public enum EntryKind {
    ACCEPTED(1),
    ATTEMPT(2),
    EVENT(3),
    CANCEL_REQUESTED(4),
    LATE(5);

    private final int number;

    EntryKind(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** @throws IllegalStateException for a number written by a newer build */
    public static EntryKind of(int number) {
        for (EntryKind kind : values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        throw new IllegalStateException(
                "Journal entry of kind " + number + " (expected: 1 to " + values().length + ")");
    }
}
