package dev.parley.task.running;

import dev.parley.proto.task.v1.AttemptEnd;
import dev.parley.proto.task.v1.Checkpoint;

/**
 * An agent goes on with a task that it has lost.
 *
 * @param lost how the attempt ended in which it lost it
 */
record GoingOn(Checkpoint from, AttemptEnd lost) {}
