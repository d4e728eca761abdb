package dev.parley.task.push;

import dev.parley.kit.identity.Principal;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.Webhook;
import dev.parley.task.running.LiveTasks;
import dev.parley.task.running.Tasks;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What callers do with the webhooks of their tasks. Safe for concurrent use. */
public final class PushConfigs {
    private static final int DEFAULT_PAGE = 50;
    private static final int MAX_PAGE = 100;

    private final Tasks tasks;
    private final LiveTasks live;
    private final PushStore store;
    private final WebhookRules rules;

    public PushConfigs(Tasks tasks, LiveTasks live, PushStore store, WebhookRules rules) {
        this.tasks = tasks;
        this.live = live;
        this.store = store;
        this.rules = rules;
    }

    /** @param version the A2A version of the call, Major.Minor; empty for 1.0 */
    public TaskPushNotificationConfig create(
            Principal principal, String endpoint, TaskPushNotificationConfig stated, String version)
            throws InterruptedException {
        TaskKey task = require(principal, endpoint, stated.getTaskId());
        Webhook webhook = rules.admit(stated, version, "$");
        return live.exclusively(task, () -> {
            rules.requireRoom(task, webhook);
            Delivery kept = store.put(task, webhook);
            live.pushed(task);
            return kept.webhook().toConfig(task.toString());
        });
    }

    public TaskPushNotificationConfig get(
            Principal principal, String endpoint, GetTaskPushNotificationConfigRequest request) {
        TaskKey task = require(principal, endpoint, request.getTaskId());
        Optional<Delivery> found = request.getId().isEmpty()
                ? store.list(task).stream().max(Comparator.comparing(Delivery::createdAt))
                : store.find(new ConfigKey(task, request.getId()));
        return found.orElseThrow(() -> notFound(task, request.getId()))
                .webhook()
                .toConfig(task.toString());
    }

    private static A2aException notFound(TaskKey task, String id) {
        return new A2aException(
                A2aErrorCode.TASK_NOT_FOUND,
                "Push config \"" + (id.length() <= 80 ? id : id.substring(0, 80) + "…") + "\" of task " + task
                        + " does not exist (expected: one that was created and not deleted)");
    }

    public ListTaskPushNotificationConfigsResponse list(
            Principal principal, String endpoint, ListTaskPushNotificationConfigsRequest request) {
        TaskKey task = require(principal, endpoint, request.getTaskId());
        int size = pageSize(request.getPageSize());
        String after = request.getPageToken().isEmpty() ? "" : Cursor.parse(request.getPageToken());
        List<Delivery> left = store.list(task).stream()
                .filter(held -> held.webhook().id().compareTo(after) > 0)
                .toList();
        ListTaskPushNotificationConfigsResponse.Builder page = ListTaskPushNotificationConfigsResponse.newBuilder();
        left.stream().limit(size).forEach(held -> page.addConfigs(held.webhook().toConfig(task.toString())));
        if (left.size() > size) {
            page.setNextPageToken(Cursor.after(left.get(size - 1).webhook().id()));
        }
        return page.build();
    }

    private static int pageSize(int stated) {
        if (stated < 0 || stated > MAX_PAGE) {
            throw A2aException.invalidParams("$.pageSize", stated + " (expected: 1 to " + MAX_PAGE + ")");
        }
        return stated == 0 ? DEFAULT_PAGE : stated;
    }

    public void delete(Principal principal, String endpoint, DeleteTaskPushNotificationConfigRequest request) {
        store.delete(new ConfigKey(require(principal, endpoint, request.getTaskId()), request.getId()));
    }

    public List<Delivery> deliveries(Principal principal, String endpoint, String taskId) {
        return store.list(require(principal, endpoint, taskId));
    }

    /** Gives a task the webhooks of another one of its tenant, from its first event on. */
    public void carryOver(TaskKey from, TaskKey to) {
        if (store.copy(from, to)) {
            live.pushed(to);
        }
    }

    private TaskKey require(Principal principal, String endpoint, String taskId) {
        return tasks.require(principal, endpoint, taskId).key();
    }

    /** Where a page ended; opaque outside. */
    private static final class Cursor {
        static String after(String configId) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(configId.getBytes(StandardCharsets.UTF_8));
        }

        static String parse(String token) {
            try {
                return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw A2aException.invalidParams(
                        "$.pageToken", "is not a token of this mesh (expected: nextPageToken)");
            }
        }
    }
}
