package dev.parley.task.push;

import dev.parley.task.journal.TaskKey;

/** A webhook of a task. */
public record ConfigKey(TaskKey task, String configId) {}
