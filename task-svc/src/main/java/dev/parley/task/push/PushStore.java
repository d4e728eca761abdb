package dev.parley.task.push;

import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.Webhook;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where webhooks are kept. What changes a delivery does so only while it is open, ours, and of the same config as when it was
 * read; else it answers false and nothing has changed. Safe for concurrent use.
 */
public interface PushStore {
    /**
     * Keeps a webhook, in the place of the one with its id. It gets what comes after now; one that takes another's place also
     * what that had not got; of a task that has ended the task as it is.
     */
    Delivery put(TaskKey task, Webhook webhook);

    Optional<Delivery> find(ConfigKey key);

    /** Of a task, by their ids. */
    List<Delivery> list(TaskKey task);

    /** True when it was there. */
    boolean delete(ConfigKey key);

    /**
     * Gives a task the webhooks of another one of its tenant, from its first event on; those it has already stay.
     *
     * @return whether it has got some
     */
    boolean copy(TaskKey from, TaskKey to);

    /** Makes the open webhooks of a task ours, whoever had them. */
    List<Delivery> adopt(TaskKey task);

    /**
     * Makes webhooks ours whose owner is gone and whose task nobody else runs; those with something to send are due now.
     *
     * @return how many; as many as {@code limit} when there may be more
     */
    int takeOver(int limit);

    /** How long the one of ours that has failed longest has failed; zero when none does. */
    Duration failing();

    /** Ours that are due, the longest first. */
    List<Delivery> due(int limit);

    boolean isCurrent(Delivery delivery);

    boolean delivered(Delivery delivery, long sequence, int status);

    boolean failed(Delivery delivery, Failure failure, Duration pause);

    boolean giveUp(Delivery delivery, Failure failure);

    /** There is nothing to send now. */
    boolean rest(Delivery delivery, long sequence);

    /** The task has ended and everything is sent. */
    boolean finish(Delivery delivery, long sequence);

    /** To be looked at after a while. */
    boolean postpone(Delivery delivery, Duration pause);

    /**
     * An attempt that failed.
     *
     * @param status 0 when nothing answered
     */
    record Failure(int status, String reason) {}
}
