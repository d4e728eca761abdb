package dev.parley.bench.chaos.fault;

/**
 * A fault that happened.
 *
 * @param struck whom it met, {@code task-2}
 * @param fromNanos by {@link System#nanoTime}
 * @param toNanos when it was over and everything ready again, or the wait for that was
 * @param recovered whether it was ready again within the wait
 */
public record Strike(FaultKind kind, String struck, long fromNanos, long toNanos, boolean recovered) {}
