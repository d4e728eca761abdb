package dev.parley.edge.httpjson;

import com.google.protobuf.Timestamp;
import dev.parley.edge.http.Query;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.error.A2aException;

/** The query parameters of ListTasks. */
final class ListQuery {
    private ListQuery() {}

    /**
     * @throws A2aException INVALID_PARAMS with every violation
     */
    static ListTasksRequest read(Query query) {
        ListTasksRequest.Builder wanted = ListTasksRequest.newBuilder();
        query.text("tenant").ifPresent(wanted::setTenant);
        query.text("contextId").ifPresent(wanted::setContextId);
        query.taskState("status").ifPresent(wanted::setStatus);
        query.integer("pageSize", 1, 100).ifPresent(wanted::setPageSize);
        query.text("pageToken").ifPresent(wanted::setPageToken);
        query.integer("historyLength", 0, Integer.MAX_VALUE).ifPresent(wanted::setHistoryLength);
        query.flag("includeArtifacts").ifPresent(wanted::setIncludeArtifacts);
        query.time("statusTimestampAfter")
                .ifPresent(time -> wanted.setStatusTimestampAfter(
                        Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano())));
        query.check();
        return wanted.build();
    }
}
