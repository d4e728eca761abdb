package dev.parley.task.history;

import dev.parley.task.journal.TaskKey;
import java.time.Instant;

/**
 * A watcher came back behind what it had seen.
 *
 * @param afterSequence its cursor
 * @param resent it sent its message again; else it subscribed
 */
public record Resume(TaskKey task, Instant at, long afterSequence, boolean resent) {}
