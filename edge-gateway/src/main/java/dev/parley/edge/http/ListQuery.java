package dev.parley.edge.http;

import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.time.ProtoTime;

/** The query parameters of lists. */
public final class ListQuery {
    private static final int MAX_PAGE = 100;

    private ListQuery() {}

    /**
     * Of ListTasks.
     *
     * @throws A2aException INVALID_PARAMS with every violation
     */
    public static ListTasksRequest ofTasks(Query query) {
        ListTasksRequest.Builder wanted = ListTasksRequest.newBuilder();
        query.text("tenant").ifPresent(wanted::setTenant);
        query.text("contextId").ifPresent(wanted::setContextId);
        query.taskState("status").ifPresent(wanted::setStatus);
        query.integer("pageSize", 1, MAX_PAGE).ifPresent(wanted::setPageSize);
        query.text("pageToken").ifPresent(wanted::setPageToken);
        query.integer("historyLength", 0, Integer.MAX_VALUE).ifPresent(wanted::setHistoryLength);
        query.flag("includeArtifacts").ifPresent(wanted::setIncludeArtifacts);
        query.time("statusTimestampAfter").ifPresent(time -> wanted.setStatusTimestampAfter(ProtoTime.of(time)));
        query.check();
        return wanted.build();
    }

    /**
     * Of the webhooks of a task.
     *
     * @throws A2aException INVALID_PARAMS with every violation
     */
    public static ListTaskPushNotificationConfigsRequest ofWebhooks(String task, Query query) {
        ListTaskPushNotificationConfigsRequest.Builder wanted =
                ListTaskPushNotificationConfigsRequest.newBuilder().setTaskId(task);
        query.text("tenant").ifPresent(wanted::setTenant);
        query.integer("pageSize", 1, MAX_PAGE).ifPresent(wanted::setPageSize);
        query.text("pageToken").ifPresent(wanted::setPageToken);
        query.check();
        return wanted.build();
    }
}
