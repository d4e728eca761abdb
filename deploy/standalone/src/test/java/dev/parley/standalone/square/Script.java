package dev.parley.standalone.square;

import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What every agent of the square does, in 1.0's words: it echoes a text in two chunks, or for {@link #MODES} what the caller
 * takes, or for {@link #PARTS} the parts of the message as they came; it works on {@link #SLOW} until it is canceled, for {@link #AUTH}
 * wants to be authorized and echoes the next message of the task, and refuses {@link #REFUSE}. Safe for concurrent use.
 */
final class Script {
    static final String SLOW = "slow";
    static final String AUTH = "auth";
    static final String MODES = "modes";
    static final String PARTS = "parts";
    static final String REFUSE = "refuse";

    private static final long LONGEST_SECONDS = 60;
    private static final String ARTIFACT = "echo";

    private final String name;
    private final Map<String, Running> tasks = new ConcurrentHashMap<>();

    private record Running(Task task, CountDownLatch canceled) {}

    /** @param name of every artifact, so that it says whose it is */
    Script(String name) {
        this.name = name;
    }

    /**
     * Does the whole task and gives each event as it happens.
     *
     * @throws A2aException CONTENT_TYPE_NOT_SUPPORTED, before the first event
     */
    void stream(SendMessageRequest request, Consumer<StreamResponse> events) throws InterruptedException {
        String text = request.getMessage().getParts(0).getText();
        if (text.equals(REFUSE)) {
            throw new A2aException(A2aErrorCode.CONTENT_TYPE_NOT_SUPPORTED, "not in these words");
        }
        Task task = begin(request.getMessage());
        events.accept(StreamResponse.newBuilder().setTask(task).build());
        switch (text) {
            case SLOW -> finish(task.getId(), events);
            case AUTH -> stop(in(task, TaskState.TASK_STATE_AUTH_REQUIRED), events);
            case MODES -> echo(task, String.join(",", request.getConfiguration().getAcceptedOutputModesList()), events);
            case PARTS -> complete(task, request.getMessage().getPartsList(), events);
            default -> echo(task, text, events);
        }
    }

    private void echo(Task task, String text, Consumer<StreamResponse> events) {
        complete(task, List.of(text("echo: "), text(text)), events);
    }

    /** Gives an artifact, a chunk for each part, and ends. */
    private void complete(Task task, List<Part> parts, Consumer<StreamResponse> events) {
        for (int i = 0; i < parts.size(); i++) {
            events.accept(chunk(task, parts.get(i), i > 0, i == parts.size() - 1));
        }
        stop(
                in(task, TaskState.TASK_STATE_COMPLETED).toBuilder()
                        .addArtifacts(artifact(parts))
                        .build(),
                events);
    }

    private void stop(Task task, Consumer<StreamResponse> events) {
        tasks.put(task.getId(), new Running(task, new CountDownLatch(0)));
        events.accept(update(task));
    }

    /** Does a task and gives what became of it; one that is slow is given as it began. */
    Task send(SendMessageRequest request) throws InterruptedException {
        Message message = request.getMessage();
        if (message.getParts(0).getText().equals(SLOW)) {
            return begin(message);
        }
        String[] id = new String[1];
        stream(request, event -> {
            if (event.hasTask()) {
                id[0] = event.getTask().getId();
            }
        });
        return get(id[0]);
    }

    /** @throws A2aException TASK_NOT_FOUND */
    Task get(String id) {
        return running(id).task();
    }

    /** @throws A2aException TASK_NOT_FOUND */
    Task cancel(String id) {
        Running running = running(id);
        Task canceled = in(running.task(), TaskState.TASK_STATE_CANCELED);
        tasks.put(id, new Running(canceled, running.canceled()));
        running.canceled().countDown();
        return canceled;
    }

    /** The task as it is, then its end. */
    void subscribe(String id, Consumer<StreamResponse> events) throws InterruptedException {
        events.accept(StreamResponse.newBuilder().setTask(get(id)).build());
        finish(id, events);
    }

    private void finish(String id, Consumer<StreamResponse> events) throws InterruptedException {
        if (running(id).canceled().await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            events.accept(update(get(id)));
        }
    }

    private Task begin(Message message) {
        if (!message.getTaskId().isEmpty()) {
            return in(get(message.getTaskId()), TaskState.TASK_STATE_WORKING);
        }
        Task.Builder task = Task.newBuilder()
                .setId(UUID.randomUUID().toString())
                .setContextId(
                        message.getContextId().isEmpty() ? UUID.randomUUID().toString() : message.getContextId())
                .setStatus(TaskStatus.newBuilder().setState(TaskState.TASK_STATE_WORKING));
        task.addHistory(message.toBuilder().setTaskId(task.getId()).setContextId(task.getContextId()));
        Task begun = task.build();
        tasks.put(begun.getId(), new Running(begun, new CountDownLatch(1)));
        return begun;
    }

    private Running running(String id) {
        Running running = tasks.get(id);
        if (running == null) {
            throw new A2aException(A2aErrorCode.TASK_NOT_FOUND, "Task \"" + id + "\" is not known");
        }
        return running;
    }

    private static Task in(Task task, TaskState state) {
        return task.toBuilder()
                .setStatus(TaskStatus.newBuilder().setState(state))
                .build();
    }

    private static StreamResponse update(Task task) {
        return StreamResponse.newBuilder()
                .setStatusUpdate(TaskStatusUpdateEvent.newBuilder()
                        .setTaskId(task.getId())
                        .setContextId(task.getContextId())
                        .setStatus(task.getStatus()))
                .build();
    }

    private Artifact artifact(List<Part> parts) {
        return Artifact.newBuilder()
                .setArtifactId(ARTIFACT)
                .setName(name)
                .addAllParts(parts)
                .build();
    }

    private static Part text(String text) {
        return Part.newBuilder().setText(text).build();
    }

    private StreamResponse chunk(Task task, Part part, boolean append, boolean last) {
        return StreamResponse.newBuilder()
                .setArtifactUpdate(TaskArtifactUpdateEvent.newBuilder()
                        .setTaskId(task.getId())
                        .setContextId(task.getContextId())
                        .setAppend(append)
                        .setLastChunk(last)
                        .setArtifact(artifact(List.of(part))))
                .build();
    }
}
