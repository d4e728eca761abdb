package dev.parley.bench.chaos.check;

/**
 * What the mesh's database has of the messages to one agent, bare answers among them.
 *
 * @param ended messages, each with its one end
 * @param open messages without an end
 * @param torn messages whose journal is not every number from 1 to its last
 */
public record Journaled(int ended, int open, int torn) {
    public static final Journaled NOTHING = new Journaled(0, 0, 0);
}
