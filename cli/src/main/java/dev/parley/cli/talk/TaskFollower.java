package dev.parley.cli.talk;

import com.google.protobuf.Message;
import dev.parley.cli.mesh.EventStream;
import dev.parley.cli.mesh.MeshClient;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Follows one task's stream to its end. When the connection breaks, it is opened again behind the last event seen, so
 * that the listener sees every event once. For one thread.
 */
final class TaskFollower {
    private static final int TRIES = 60;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final MeshClient client;
    private final String endpoint;
    private final Consumer<EventStream.Event> listener;
    private final Consumer<String> notes;
    private String taskId = "";
    private OptionalLong seen;
    private TaskState state = TaskState.TASK_STATE_UNSPECIFIED;
    private boolean answered;

    /**
     * @param after the last event that was seen before
     * @param notes told what happens to the connection
     */
    TaskFollower(
            MeshClient client,
            String endpoint,
            OptionalLong after,
            Consumer<EventStream.Event> listener,
            Consumer<String> notes) {
        this.client = client;
        this.endpoint = endpoint;
        this.seen = after;
        this.listener = listener;
        this.notes = notes;
    }

    /** The task that is followed; empty before it is known. */
    String taskId() {
        return taskId;
    }

    /** Opens a stream with a call and follows it; the state in which the task was left. */
    TaskState follow(A2aMethod method, Message params) {
        try {
            return follow(client.stream(endpoint, method, params, seen));
        } catch (IOException e) {
            return resume(e);
        }
    }

    private TaskState resume(IOException broken) {
        IOException failure = broken;
        for (int i = 0; i < TRIES && !taskId.isEmpty(); i++) {
            notes.accept("connection lost, resuming task " + taskId);
            try {
                Thread.sleep(PAUSE);
                SubscribeToTaskRequest again =
                        SubscribeToTaskRequest.newBuilder().setId(taskId).build();
                return follow(client.stream(endpoint, A2aMethod.SUBSCRIBE_TO_TASK, again, seen));
            } catch (IOException e) {
                failure = e;
            } catch (CliException e) {
                if (e.status() != ExitStatus.UNREACHABLE) {
                    throw e;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new CliException(
                ExitStatus.UNREACHABLE,
                "The stream broke and could not be resumed"
                        + (taskId.isEmpty()
                                ? ""
                                : "; later: parley task subscribe " + taskId
                                        + (seen.isPresent() ? " --after " + seen.getAsLong() : "")),
                failure);
    }

    private TaskState follow(EventStream stream) throws IOException {
        try (stream) {
            for (Optional<EventStream.Event> next = stream.next(); next.isPresent(); next = stream.next()) {
                note(next.get());
                listener.accept(next.get());
            }
        }
        if (!answered
                && !TaskText.isTerminal(state)
                && state != TaskState.TASK_STATE_INPUT_REQUIRED
                && state != TaskState.TASK_STATE_AUTH_REQUIRED) {
            // an end of stream before the end of the task: the mesh is draining
            throw new IOException("the stream ended before the task");
        }
        return state;
    }

    private void note(EventStream.Event event) {
        if (event.sequence().isPresent()) {
            seen = event.sequence();
        }
        StreamResponse payload = event.payload();
        switch (payload.getPayloadCase()) {
            case TASK -> {
                taskId = payload.getTask().getId();
                state = payload.getTask().getStatus().getState();
            }
            case STATUS_UPDATE -> {
                taskId = payload.getStatusUpdate().getTaskId();
                state = payload.getStatusUpdate().getStatus().getState();
            }
            case ARTIFACT_UPDATE -> taskId = payload.getArtifactUpdate().getTaskId();
            case MESSAGE -> answered = true;
            case PAYLOAD_NOT_SET -> {}
        }
    }
}
