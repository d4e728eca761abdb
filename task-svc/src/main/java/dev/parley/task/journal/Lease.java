package dev.parley.task.journal;

/** What this instance may believe of its own lease, by its own steady clock. Safe for concurrent use. */
public interface Lease {
    /** Whether it was renewed so lately that no other instance can have taken over anything of ours. */
    boolean isHeld();

    /** Which stretch without a lapse this is; rises after each lapse. What was ours in an earlier one may not be ours any more. */
    long term();

    /**
     * Whether it has been held for so long without a lapse that every instance which lives has had the time to renew its own.
     * Others are not taken for dead before that: after a restart of the database all leases are out.
     */
    boolean isSteady();
}
