package dev.parley.examples.kit;

import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.SendMessageConfiguration;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;

/** The operations of A2A 1.0 that this kit offers, without their wire. Safe for concurrent use; a blocking send blocks. */
final class A2aOperations {
    private final TaskStore store;
    private final AgentRunner runner;
    private final TaskPages pages;

    A2aOperations(TaskStore store, AgentRunner runner) {
        this.store = store;
        this.runner = runner;
        this.pages = new TaskPages(store);
    }

    /** Answers at a terminal or interrupted state, or at once if the caller says so. */
    SendMessageResponse send(SendMessageRequest request) throws InterruptedException {
        SendMessageConfiguration configuration = request.getConfiguration();
        LiveTask.Turn turn = begin(request);
        Task task = configuration.getReturnImmediately()
                ? turn.watch().snapshot()
                : turn.task().awaitEnd(turn.number());
        return SendMessageResponse.newBuilder()
                .setTask(
                        configuration.hasHistoryLength()
                                ? TaskViews.withHistory(task, configuration.getHistoryLength())
                                : task)
                .build();
    }

    /** The task and its events until the turn of this message ends. */
    LiveTask.Watch sendStreaming(SendMessageRequest request) {
        return begin(request).watch();
    }

    Task get(GetTaskRequest request) {
        Task task = store.require(request.getId()).snapshot();
        return request.hasHistoryLength() ? TaskViews.withHistory(task, request.getHistoryLength()) : task;
    }

    ListTasksResponse list(ListTasksRequest request) {
        return pages.page(request);
    }

    Task cancel(CancelTaskRequest request) {
        return store.require(request.getId()).cancel();
    }

    /** The task and its events until it ends. */
    LiveTask.Watch subscribe(SubscribeToTaskRequest request) {
        return store.require(request.getId()).watch();
    }

    private LiveTask.Turn begin(SendMessageRequest request) {
        if (request.getConfiguration().hasTaskPushNotificationConfig()) {
            throw new A2aException(
                    A2aErrorCode.PUSH_NOTIFICATION_NOT_SUPPORTED,
                    "taskPushNotificationConfig (expected: none; this agent calls no webhooks)");
        }
        Message message = request.getMessage();
        LiveTask task = taskFor(message);
        LiveTask.Turn turn = task.begin(message);
        runner.start(turn);
        return turn;
    }

    private LiveTask taskFor(Message message) {
        if (message.getTaskId().isEmpty()) {
            return store.create(message.getContextId());
        }
        LiveTask task = store.require(message.getTaskId());
        if (!message.getContextId().isEmpty() && !message.getContextId().equals(task.contextId())) {
            throw A2aException.invalidParams(
                    "$.params.message.contextId",
                    message.getContextId() + " (expected: " + task.contextId() + ", the context of the task, or none)");
        }
        return task;
    }
}
