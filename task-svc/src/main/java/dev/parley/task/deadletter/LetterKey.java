package dev.parley.task.deadletter;

import dev.parley.task.journal.TaskKey;

/** @param configId the webhook that was given up; empty for the task itself */
public record LetterKey(TaskKey task, String configId) {
    public boolean isWebhook() {
        return !configId.isEmpty();
    }
}
