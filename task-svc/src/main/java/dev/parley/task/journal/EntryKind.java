package dev.parley.task.journal;

/** What an entry of the journal holds; the number is stored and never changes. */
public enum EntryKind {
    ACCEPTED(1),
    ATTEMPT(2),
    EVENT(3),
    CANCEL_REQUESTED(4),
    LATE(5),
    CANCEL_REFUSED(6),
    LED_TO(7),
    CHECKPOINT(8),
    IMPORTED(9);

    private final int number;

    EntryKind(int number) {
        this.number = number;
    }

    /** It changes nothing in the task and is shown to no watcher: a task that has ended takes it, too. */
    public boolean isNote() {
        return switch (this) {
            case ACCEPTED, ATTEMPT, EVENT, CANCEL_REQUESTED -> false;
            case LATE, CANCEL_REFUSED, LED_TO, CHECKPOINT, IMPORTED -> true;
        };
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
        throw new IllegalStateException("Journal entry of kind " + number
                + " (expected: one that this build knows, up to " + values()[values().length - 1].number + ")");
    }
}
