package dev.parley.bench.chaos.agent;

/**
 * That an agent was given a message: a line of its record.
 *
 * @param atMillis by the wall's clock, which a restarted agent has, too
 * @param text the script
 */
public record Start(String messageId, String taskId, String contextId, long atMillis, String text) {
    private static final String SEPARATOR = "\t";
    private static final int FIELDS = 5;

    String line() {
        return String.join(SEPARATOR, messageId, taskId, contextId, Long.toString(atMillis), text) + "\n";
    }

    static Start ofLine(String line) {
        String[] fields = line.split(SEPARATOR, FIELDS);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("\"" + line + "\" (expected: " + FIELDS + " fields with tabs between)");
        }
        return new Start(fields[0], fields[1], fields[2], Long.parseLong(fields[3]), fields[4]);
    }
}
