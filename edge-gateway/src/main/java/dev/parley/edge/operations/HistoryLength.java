package dev.parley.edge.operations;

import dev.parley.proto.error.A2aException;

/** How many messages of a task's history a caller wants: none or more. The type alone would allow less. */
final class HistoryLength {
    private HistoryLength() {}

    /**
     * @param object the path of the object that has it
     * @throws A2aException INVALID_PARAMS with the JSON path
     */
    static void check(int wanted, String object) {
        if (wanted < 0) {
            throw A2aException.invalidParams(
                    object + ".historyLength", wanted + " (expected: a whole number from 0 on)");
        }
    }
}
