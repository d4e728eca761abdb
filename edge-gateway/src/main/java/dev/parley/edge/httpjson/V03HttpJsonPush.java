package dev.parley.edge.httpjson;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.http.ListQuery;
import dev.parley.edge.http.Query;
import dev.parley.edge.operations.CallerFiles;
import dev.parley.edge.operations.Operations;
import dev.parley.proto.a2a.v03.CreateTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.dialect.v03.V03ProtoReader;
import dev.parley.proto.dialect.v03.V03ProtoWriter;
import dev.parley.proto.jsonrpc.A2aMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;

/** The operations on webhooks over HTTP+JSON in 0.3's words. The task is the one in the path. */
@Singleton
final class V03HttpJsonPush {
    private final HttpJsonEndpoint endpoint;
    private final Operations operations;

    V03HttpJsonPush(HttpJsonEndpoint endpoint, Operations operations) {
        this.endpoint = endpoint;
        this.operations = operations;
    }

    HttpResponse<?> create(String agent, String task, HttpRequest<?> http, byte[] body) {
        return endpoint.answer(
                agent,
                http,
                A2aVersion.V0_3,
                A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG,
                call -> V03HttpJsonReplies.result(
                        writer(http).config(operations.createPush(call, stated(task, http, body)))));
    }

    /** Clients send the whole request (Python), or its config alone (JavaScript), as the proto's HTTP rule has it. */
    private static TaskPushNotificationConfig stated(String task, HttpRequest<?> http, byte[] body) {
        CreateTaskPushNotificationConfigRequest whole =
                RequestBody.readIfThere(http, body, CreateTaskPushNotificationConfigRequest.getDefaultInstance());
        CreateTaskPushNotificationConfigRequest.Builder asked =
                whole.toBuilder().setParent("tasks/" + task);
        if (!whole.hasConfig()) {
            asked.setConfig(RequestBody.readIfThere(
                    http, body, dev.parley.proto.a2a.v03.TaskPushNotificationConfig.getDefaultInstance()));
        }
        Faults faults = new Faults();
        var config = (TaskPushNotificationConfig)
                new V03ProtoReader(faults, CallerFiles.of(CallHeaders.of(http))).request(asked.build(), "$");
        if (config.getUrl().isEmpty()) {
            faults.add("$.config.pushNotificationConfig.url", "is missing (expected: an http or https URL)");
        }
        faults.refuse();
        return config;
    }

    HttpResponse<?> get(String agent, String task, String config, HttpRequest<?> http) {
        return endpoint.answer(
                agent,
                http,
                A2aVersion.V0_3,
                A2aMethod.GET_TASK_PUSH_NOTIFICATION_CONFIG,
                call -> V03HttpJsonReplies.result(writer(http)
                        .config(operations.getPush(
                                call,
                                GetTaskPushNotificationConfigRequest.newBuilder()
                                        .setTaskId(task)
                                        .setId(config)
                                        .build()))));
    }

    HttpResponse<?> list(String agent, String task, HttpRequest<?> http) {
        return endpoint.answer(
                agent,
                http,
                A2aVersion.V0_3,
                A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS,
                call -> V03HttpJsonReplies.result(
                        writer(http).configs(operations.listPush(call, ListQuery.ofWebhooks(task, new Query(http))))));
    }

    HttpResponse<?> delete(String agent, String task, String config, HttpRequest<?> http) {
        return endpoint.answer(
                agent,
                http,
                A2aVersion.V0_3,
                A2aMethod.DELETE_TASK_PUSH_NOTIFICATION_CONFIG,
                call -> V03HttpJsonReplies.result(operations.deletePush(
                        call,
                        DeleteTaskPushNotificationConfigRequest.newBuilder()
                                .setTaskId(task)
                                .setId(config)
                                .build())));
    }

    private static V03ProtoWriter writer(HttpRequest<?> http) {
        return new V03ProtoWriter(CallerFiles.of(CallHeaders.of(http)));
    }
}
