package dev.parley.router.outbound;

import dev.parley.proto.a2a.v1.TaskState;

/** How a call to an agent ended. The README's table says what proves "not started". */
public sealed interface CallOutcome {
    /** A sentence for people, without a full stop. */
    String reason();

    /**
     * The agent ended its answer as the protocol says.
     *
     * @param state the last state heard; UNSPECIFIED when the answer was a bare Message
     */
    record Finished(TaskState state) implements CallOutcome {
        @Override
        public String reason() {
            return "";
        }
    }

    /** The agent cannot have seen the message. */
    record NotStarted(String reason) implements CallOutcome {}

    /**
     * The answer broke off, was garbage, or was too large.
     *
     * @param away the agent had the task and is out of reach now: it may go on with it, and can be asked later
     * @param code the JSON-RPC error code with which the agent answered when it was asked for the task then; 0 for none
     */
    record Broken(String reason, boolean away, int code) implements CallOutcome {
        public Broken(String reason) {
            this(reason, false, 0);
        }

        public Broken(String reason, boolean away) {
            this(reason, away, 0);
        }

        public static Broken tooLarge(int maxBytes) {
            String limit = maxBytes % (1 << 20) == 0 ? (maxBytes >> 20) + " MiB" : maxBytes + " bytes";
            return new Broken("the agent's answer is larger than " + limit);
        }
    }

    /** Nothing was heard for the idle timeout. */
    record Silent(String reason) implements CallOutcome {}

    /**
     * The agent refused with an error of its own.
     *
     * @param code its JSON-RPC error code; 0 when it answered with an HTTP status only
     */
    record Refused(int code, String reason) implements CallOutcome {}
}
