package dev.parley.task.journal;

import java.sql.SQLException;

/** What a batch that failed tells of itself. */
enum WriteFailure {
    /** It may have taken place. */
    UNKNOWN,
    /** It did not, for want of room: it will when there is some. */
    NO_ROOM,
    /** It did not, and never will. */
    REFUSED;

    static WriteFailure of(Throwable e) {
        String state = e instanceof SQLException sql ? sql.getSQLState() : null;
        if (state == null || state.startsWith("08") || state.startsWith("57")) {
            return UNKNOWN;
        }
        // 40: a deadlock or the like; 55: a lock; 58: input and output
        return state.startsWith("53") || state.startsWith("40") || state.startsWith("55") || state.startsWith("58")
                ? NO_ROOM
                : REFUSED;
    }
}
