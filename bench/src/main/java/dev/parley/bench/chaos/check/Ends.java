package dev.parley.bench.chaos.check;

import java.util.List;
import java.util.regex.Pattern;

/** The ways in which a task may end when its agent, or the way to it, was lost. */
public final class Ends {
    static final String COMPLETED = "TASK_STATE_COMPLETED";
    static final String FAILED = "TASK_STATE_FAILED";
    private static final List<Pattern> KNOWN = List.of(
            Pattern.compile("interrupted, the agent may have started.*"),
            Pattern.compile("Interrupted, and the agent cannot say what became of it.*"),
            Pattern.compile("The agent's answer broke.*"),
            Pattern.compile("The agent ended its answer while the task was.*"),
            Pattern.compile("The agent could not be reached.*"),
            Pattern.compile("The agent was not tried again, for its retry budget is spent.*"));

    private Ends() {}

    /** Whether a failure says why. */
    static boolean isKnown(String reason) {
        return KNOWN.stream().anyMatch(each -> each.matcher(reason).matches());
    }

    /** A reason without what differs from task to task. */
    public static String kind(String reason) {
        return reason.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "…").replaceAll("[0-9]+", "N");
    }
}
