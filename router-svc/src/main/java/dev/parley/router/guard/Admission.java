package dev.parley.router.guard;

/** Whether a call may go to an agent now. */
public sealed interface Admission {
    /** It may; the permit must be given back exactly once. */
    record Granted(Permit permit) implements Admission {}

    /** @param reason a sentence for people, without a full stop */
    record Denied(String reason) implements Admission {}

    /** The right to make one call. */
    interface Permit {
        /** The agent answered, were it with a refusal. */
        void succeeded();

        /** The agent could not be reached, broke off or was silent. */
        void failed();

        /** The call says nothing of the agent: its caller left. */
        void forget();
    }
}
