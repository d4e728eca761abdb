package dev.parley.edge.httpjson;

import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.http.ListQuery;
import dev.parley.edge.http.Query;
import dev.parley.edge.operations.Operations;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.Completeness;
import dev.parley.proto.jsonrpc.A2aMethod;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** The paths of a task's webhooks, in the words of 1.0, or of 0.3 where it is meant. */
@Controller
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class HttpJsonPushController {
    private final HttpJsonEndpoint endpoint;
    private final Operations operations;
    private final V03HttpJsonPush v03;
    private final Completeness completeness;

    HttpJsonPushController(
            HttpJsonEndpoint endpoint, Operations operations, V03HttpJsonPush v03, Completeness completeness) {
        this.endpoint = endpoint;
        this.operations = operations;
        this.v03 = v03;
        this.completeness = completeness;
    }

    @Post(
            uris = {
                "/tasks/{task}/pushNotificationConfigs",
                "/agents/{agent}/tasks/{task}/pushNotificationConfigs",
                "/{agent}/tasks/{task}/pushNotificationConfigs"
            })
    HttpResponse<?> create(
            @PathVariable(defaultValue = Endpoints.MESH) String agent,
            String task,
            HttpRequest<?> http,
            @Body @Bindable(defaultValue = "") byte[] body) {
        if (V03HttpJson.isMeant(http)) {
            return v03.create(agent, task, http, body);
        }
        return endpoint.answer(agent, http, A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG, call -> {
            TaskPushNotificationConfig stated =
                    RequestBody.readComplete(http, body, TaskPushNotificationConfig.getDefaultInstance(), completeness);
            if (!stated.getTaskId().isEmpty() && !stated.getTaskId().equals(task)) {
                throw A2aException.invalidParams(
                        "$.taskId", "\"" + stated.getTaskId() + "\" (expected: none, or the task of the path)");
            }
            return HttpJsonReplies.result(
                    http,
                    operations.createPush(
                            call, stated.toBuilder().setTaskId(task).build()));
        });
    }

    @Get(
            uris = {
                "/tasks/{task}/pushNotificationConfigs",
                "/agents/{agent}/tasks/{task}/pushNotificationConfigs",
                "/{agent}/tasks/{task}/pushNotificationConfigs"
            })
    HttpResponse<?> list(@PathVariable(defaultValue = Endpoints.MESH) String agent, String task, HttpRequest<?> http) {
        if (V03HttpJson.isMeant(http)) {
            return v03.list(agent, task, http);
        }
        return endpoint.answer(agent, http, A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS, call -> {
            return HttpJsonReplies.result(http, operations.listPush(call, ListQuery.ofWebhooks(task, new Query(http))));
        });
    }

    @Get(
            uris = {
                "/tasks/{task}/pushNotificationConfigs/{config}",
                "/agents/{agent}/tasks/{task}/pushNotificationConfigs/{config}",
                "/{agent}/tasks/{task}/pushNotificationConfigs/{config}"
            })
    HttpResponse<?> get(
            @PathVariable(defaultValue = Endpoints.MESH) String agent,
            String task,
            String config,
            HttpRequest<?> http) {
        if (V03HttpJson.isMeant(http)) {
            return v03.get(agent, task, config, http);
        }
        return endpoint.answer(agent, http, A2aMethod.GET_TASK_PUSH_NOTIFICATION_CONFIG, call -> {
            GetTaskPushNotificationConfigRequest.Builder wanted = GetTaskPushNotificationConfigRequest.newBuilder()
                    .setTaskId(task)
                    .setId(config);
            new Query(http).text("tenant").ifPresent(wanted::setTenant);
            return HttpJsonReplies.result(http, operations.getPush(call, wanted.build()));
        });
    }

    @Delete(
            uris = {
                "/tasks/{task}/pushNotificationConfigs/{config}",
                "/agents/{agent}/tasks/{task}/pushNotificationConfigs/{config}",
                "/{agent}/tasks/{task}/pushNotificationConfigs/{config}"
            })
    HttpResponse<?> delete(
            @PathVariable(defaultValue = Endpoints.MESH) String agent,
            String task,
            String config,
            HttpRequest<?> http) {
        if (V03HttpJson.isMeant(http)) {
            return v03.delete(agent, task, config, http);
        }
        return endpoint.answer(agent, http, A2aMethod.DELETE_TASK_PUSH_NOTIFICATION_CONFIG, call -> {
            DeleteTaskPushNotificationConfigRequest.Builder wanted =
                    DeleteTaskPushNotificationConfigRequest.newBuilder()
                            .setTaskId(task)
                            .setId(config);
            new Query(http).text("tenant").ifPresent(wanted::setTenant);
            return HttpJsonReplies.result(http, operations.deletePush(call, wanted.build()));
        });
    }
}
