package dev.parley.standalone.square;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import dev.parley.proto.a2a.v01json.TaskQueryParams;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.json.ProtoJson;
import dev.parley.standalone.square.JsonRpcCaller.Carrier;
import java.util.UUID;

/** 0.1 over JSON-RPC: it names its tasks itself, states no version, and cannot ask not to wait. */
final class V01JsonRpcCaller implements Caller {
    private final Speech.Binding binding;
    private final Address address;
    private final Carrier carrier;

    V01JsonRpcCaller(Speech.Binding binding, Address address, Carrier carrier) {
        this.binding = binding;
        this.address = address;
        this.carrier = carrier;
    }

    @Override
    public Speech speech() {
        return new Speech(Speech.Version.V0_1, binding);
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public Message call(String agentId, Message request) throws Exception {
        return switch (address.of(agentId, request)) {
            case SendMessageRequest send ->
                SendMessageResponse.newBuilder()
                        .setTask(
                                send.getConfiguration().getReturnImmediately()
                                        ? begun(agentId, send)
                                        : sent(agentId, send))
                        .build();
            case GetTaskRequest get -> V01Words.readTask(call(agentId, "tasks/get", about(get.getId())));
            case CancelTaskRequest cancel -> V01Words.readTask(call(agentId, "tasks/cancel", about(cancel.getId())));
            case TaskPushNotificationConfig config ->
                V01Words.readConfig(call(agentId, "tasks/pushNotification/set", V01Words.config(config)));
            case GetTaskPushNotificationConfigRequest get ->
                V01Words.readConfig(call(agentId, "tasks/pushNotification/get", about(get.getTaskId())));
            default -> throw new IllegalArgumentException(request.getClass() + " (expected: one that 0.1 answers)");
        };
    }

    @Override
    public void stream(String agentId, Message request, Events events) throws Exception {
        byte[] written = switch (address.of(agentId, request)) {
            case SendMessageRequest send -> request("tasks/sendSubscribe", V01Words.send(taskId(send), send));
            case SubscribeToTaskRequest subscribe -> request("tasks/resubscribe", about(subscribe.getId()));
            default -> throw new IllegalArgumentException(request.getClass() + " (expected: one that 0.1 streams)");
        };
        carrier.stream(path(agentId), written, event -> events.take(V01Words.readEvent(result(event))));
    }

    private Task sent(String agentId, SendMessageRequest send) throws Exception {
        return V01Words.readTask(call(agentId, "tasks/send", V01Words.send(taskId(send), send)));
    }

    /** Sends on a thread of its own, and asks until the task is there. */
    private Task begun(String agentId, SendMessageRequest send) throws Exception {
        String id = taskId(send);
        byte[] request = request("tasks/send", V01Words.send(id, send));
        Thread.startVirtualThread(() -> {
            try {
                carrier.call(path(agentId), request);
            } catch (Exception ended) {
                // nobody waits for this answer
            }
        });
        long deadline = System.nanoTime() + Http.LONGEST_CALL.toNanos();
        while (true) {
            try {
                return get(agentId, id);
            } catch (Refused unknown) {
                if (System.nanoTime() - deadline > 0) {
                    throw unknown;
                }
                Thread.onSpinWait();
            }
        }
    }

    /** Of the task that goes on, or of a new one. */
    private static String taskId(SendMessageRequest send) {
        String known = send.getMessage().getTaskId();
        return known.isEmpty() ? UUID.randomUUID().toString() : known;
    }

    private byte[] call(String agentId, String method, Message params) throws Exception {
        return result(carrier.call(path(agentId), request(method, params)));
    }

    private String path(String agentId) {
        return address.path(agentId);
    }

    private static byte[] request(String method, Message params) {
        return ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":"
                        + new String(ProtoJson.toBytes(params), UTF_8) + "}")
                .getBytes(UTF_8);
    }

    private static TaskQueryParams about(String taskId) {
        return TaskQueryParams.newBuilder().setId(taskId).build();
    }

    private static byte[] result(byte[] reply) throws Refused {
        var members = ProtoJson.read(reply, Struct.getDefaultInstance()).getFieldsMap();
        if (!members.containsKey("result")) {
            throw new Refused(String.valueOf((long) members.get("error")
                    .getStructValue()
                    .getFieldsOrThrow("code")
                    .getNumberValue()));
        }
        return ProtoJson.toBytes(members.get("result"));
    }
}
