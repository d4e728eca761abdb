package dev.parley.task.taskfile;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.parley.kit.identity.Principal;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.task.history.TaskHistories;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.push.Delivery;
import dev.parley.task.push.PushStore;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;

/** Writes tasks as files, a page of the journal at a time. Safe for concurrent use. */
public final class Exports {
    private static final JsonMapper JSON = new JsonMapper();

    private final TaskHistories tasks;
    private final TaskFileStore store;
    private final PushStore webhooks;
    private final InstantSource clock;

    public Exports(TaskHistories tasks, TaskFileStore store, PushStore webhooks, InstantSource clock) {
        this.tasks = tasks;
        this.store = store;
        this.webhooks = webhooks;
        this.clock = clock;
    }

    /**
     * The task as it is now, also one that goes on: what comes later is not in the file.
     *
     * @param endpoint an agent's id, or empty for every endpoint
     * @param out nothing is written to it before the task is found; not closed
     * @throws A2aException TASK_NOT_FOUND, TASK_EXPIRED, also of a task that goes while it is read
     * @throws IOException what {@code out} throws
     */
    public void write(Principal principal, String endpoint, String taskId, OutputStream out) throws IOException {
        TaskRow row = tasks.require(principal, endpoint, taskId);
        TaskFileWriter file = new TaskFileWriter(out);
        file.header(
                FiledTask.of(row),
                row.pushed() ? told(webhooks.list(row.key())) : JSON.createArrayNode(),
                clock.instant());
        long written = 0;
        while (written < row.lastSequence()) {
            List<FiledEntry> page = store.page(row.key(), written);
            if (page.isEmpty()) {
                throw new A2aException(
                        A2aErrorCode.TASK_EXPIRED, "Task " + row.key() + " has expired while it was exported");
            }
            for (FiledEntry entry : page) {
                if (entry.sequence() <= row.lastSequence()) {
                    file.entry(entry);
                }
            }
            written = page.getLast().sequence();
        }
        file.end();
    }

    /** What became of its webhooks: no tokens, no credentials, and of URLs only where they lead. */
    private static ArrayNode told(List<Delivery> deliveries) {
        ArrayNode told = JSON.createArrayNode();
        for (Delivery delivery : deliveries) {
            told.addObject()
                    .put("config_id", delivery.webhook().id())
                    .put("url", withoutSecrets(delivery.webhook().url()))
                    .put("version", delivery.webhook().version())
                    .put("state", delivery.state().name())
                    .put("delivered_seq", delivery.deliveredSequence())
                    .put("delivered", delivery.delivered())
                    .put("last_status", delivery.lastStatus());
        }
        return told;
    }

    private static String withoutSecrets(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                    + (uri.getRawPath() == null ? "" : uri.getRawPath());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
