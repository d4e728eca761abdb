package dev.parley.standalone.square;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.standalone.square.Speech.Binding;
import dev.parley.standalone.square.Speech.Version;
import java.net.http.HttpResponse;

/** HTTP+JSON in 1.0 or 0.3. */
final class HttpJsonCaller implements Caller {
    private static final byte[] NOTHING = {};

    private final Http http;
    private final Version version;
    private final HttpForm form;
    private final Address address;

    HttpJsonCaller(Http http, Version version, Address address) {
        this.http = http;
        this.version = version;
        this.form = HttpForm.of(version);
        this.address = address;
    }

    @Override
    public Speech speech() {
        return new Speech(version, Binding.HTTP_JSON);
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public Message call(String agentId, Message request) throws Exception {
        Operations at = new Operations(agentId);
        return switch (address.of(agentId, request)) {
            case SendMessageRequest send -> form.sent(at.post("/message:send", form.write(send)));
            case GetTaskRequest get -> form.task(at.get(task(get.getId())));
            case ListTasksRequest list -> form.tasks(at.get("/tasks?contextId=" + list.getContextId()));
            case CancelTaskRequest cancel -> form.task(at.post(task(cancel.getId()) + ":cancel", NOTHING));
            case TaskPushNotificationConfig config ->
                form.config(at.post(configs(config.getTaskId()), form.write(config)));
            case GetTaskPushNotificationConfigRequest get ->
                form.config(at.get(configs(get.getTaskId()) + "/" + get.getId()));
            case ListTaskPushNotificationConfigsRequest list -> form.configs(at.get(configs(list.getTaskId())));
            case DeleteTaskPushNotificationConfigRequest delete -> {
                at.call("DELETE", configs(delete.getTaskId()) + "/" + delete.getId(), NOTHING);
                yield Empty.getDefaultInstance();
            }
            default ->
                throw new IllegalArgumentException(request.getClass() + " (expected: one that is answered once)");
        };
    }

    @Override
    public void stream(String agentId, Message request, Events events) throws Exception {
        Operations at = new Operations(agentId);
        switch (address.of(agentId, request)) {
            case SendMessageRequest send -> at.stream("POST", "/message:stream", form.write(send), events);
            case SubscribeToTaskRequest subscribe ->
                at.stream("GET", task(subscribe.getId()) + ":subscribe", NOTHING, events);
            default -> throw new IllegalArgumentException(request.getClass() + " (expected: one that is streamed)");
        }
    }

    private static String task(String id) {
        return "/tasks/" + id;
    }

    private static String configs(String taskId) {
        return task(taskId) + "/pushNotificationConfigs";
    }

    /** The paths of one agent. */
    private final class Operations {
        private final String agentId;

        Operations(String agentId) {
            this.agentId = agentId;
        }

        byte[] get(String operation) throws Exception {
            return call("GET", operation, NOTHING);
        }

        byte[] post(String operation, byte[] body) throws Exception {
            return call("POST", operation, body);
        }

        byte[] call(String method, String operation, byte[] body) throws Exception {
            HttpResponse<byte[]> answer = http.call(method, path(operation), header(), body);
            if (answer.statusCode() != 200) {
                throw new Refused(answer.statusCode() + " " + form.errorName(answer.body()));
            }
            return answer.body();
        }

        void stream(String method, String operation, byte[] body, Events events) throws Exception {
            http.events(method, path(operation), header(), body, new Http.Lines() {
                @Override
                public void take(String data) throws Exception {
                    events.take(form.event(data.getBytes(UTF_8)));
                }

                @Override
                public void whole(int status, String body) throws Exception {
                    throw new Refused(status + " " + form.errorName(body.getBytes(UTF_8)));
                }
            });
        }

        private String path(String operation) {
            return address.base(agentId) + form.prefix() + operation;
        }

        private String header() {
            return version == Version.V1_0 ? "1.0" : "";
        }
    }
}
