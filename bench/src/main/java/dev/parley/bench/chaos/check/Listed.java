package dev.parley.bench.chaos.check;

import java.util.List;

/**
 * A task as ListTasks shows it afterwards.
 *
 * @param reason the text of its status message
 * @param content the text of its artifacts
 * @param messageIds of its history
 */
public record Listed(String taskId, String state, String reason, String content, List<String> messageIds) {
    public Listed {
        messageIds = List.copyOf(messageIds);
    }
}
