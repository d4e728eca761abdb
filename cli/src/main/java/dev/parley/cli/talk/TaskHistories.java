package dev.parley.cli.talk;

import dev.parley.cli.mesh.MeshClient;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.task.v1.TaskHistory;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/** A task's life, a page after the other. */
final class TaskHistories implements Iterator<TaskHistory> {
    private final MeshClient client;
    private final String path;
    private boolean begun;
    private String token = "";

    TaskHistories(MeshClient client, String taskId) {
        this.client = client;
        this.path = "/api/v1/tasks/" + MeshClient.encoded(taskId) + "/history";
    }

    @Override
    public boolean hasNext() {
        return !begun || !token.isEmpty();
    }

    @Override
    public TaskHistory next() {
        begun = true;
        String json = client.get(path + (token.isEmpty() ? "" : "?pageToken=" + MeshClient.encoded(token)))
                .toString();
        TaskHistory page = ProtoJson.read(json.getBytes(StandardCharsets.UTF_8), TaskHistory.getDefaultInstance());
        token = page.getNextPageToken();
        return page;
    }
}
