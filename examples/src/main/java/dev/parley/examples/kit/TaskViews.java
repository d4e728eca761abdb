package dev.parley.examples.kit;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.error.A2aException;
import java.util.List;

/** A task with less in it than there is. */
final class TaskViews {
    private TaskViews() {}

    /**
     * At most the latest messages of the history.
     *
     * @throws A2aException INVALID_PARAMS if the length is negative
     */
    static Task withHistory(Task task, int length) {
        if (length < 0) {
            throw A2aException.invalidParams("$.params.historyLength", length + " (expected: 0 or more)");
        }
        List<Message> history = task.getHistoryList();
        return task.toBuilder()
                .clearHistory()
                .addAllHistory(history.subList(Math.max(0, history.size() - length), history.size()))
                .build();
    }

    static Task withoutArtifacts(Task task) {
        return task.toBuilder().clearArtifacts().build();
    }
}
