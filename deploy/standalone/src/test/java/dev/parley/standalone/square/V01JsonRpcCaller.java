package dev.parley.standalone.square;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import dev.parley.proto.a2a.v01json.Part;
import dev.parley.proto.a2a.v01json.Role;
import dev.parley.proto.a2a.v01json.TaskEvent;
import dev.parley.proto.a2a.v01json.TaskQueryParams;
import dev.parley.proto.a2a.v01json.TaskSendParams;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.json.ProtoJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** 0.1 over JSON-RPC: it names its tasks itself, states no version, and cannot ask not to wait. */
final class V01JsonRpcCaller implements Caller {
    private final Http http;

    V01JsonRpcCaller(Http http) {
        this.http = http;
    }

    @Override
    public Speech speech() {
        return new Speech(Speech.Version.V0_1, Speech.Binding.JSON_RPC);
    }

    @Override
    public Task send(String agentId, String text) throws Exception {
        return task(call(agentId, "tasks/send", message(UUID.randomUUID().toString(), text)));
    }

    /** Sends on a thread of its own, and asks until the task is there. */
    @Override
    public Task begin(String agentId, String text) throws Exception {
        String id = UUID.randomUUID().toString();
        byte[] request = request("tasks/send", message(id, text));
        Thread.startVirtualThread(() -> {
            try {
                http.call("POST", path(agentId), "", request);
            } catch (IOException | InterruptedException ended) {
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

    @Override
    public List<StreamResponse> stream(String agentId, String text) throws Exception {
        byte[] request =
                request("tasks/sendSubscribe", message(UUID.randomUUID().toString(), text));
        List<StreamResponse> events = new ArrayList<>();
        for (String event : http.events("POST", path(agentId), "", request)) {
            events.add(event(ProtoJson.read(result(event.getBytes(UTF_8)), TaskEvent.getDefaultInstance())));
        }
        return events;
    }

    @Override
    public Task reply(String agentId, String taskId, String text) throws Exception {
        return task(call(agentId, "tasks/send", message(taskId, text)));
    }

    @Override
    public Task get(String agentId, String taskId) throws Exception {
        return task(call(agentId, "tasks/get", about(taskId)));
    }

    @Override
    public Task cancel(String agentId, String taskId) throws Exception {
        return task(call(agentId, "tasks/cancel", about(taskId)));
    }

    private byte[] call(String agentId, String method, Message params) throws Exception {
        return result(
                http.call("POST", path(agentId), "", request(method, params)).body());
    }

    private static String path(String agentId) {
        return "/agents/" + agentId + "/";
    }

    private static byte[] request(String method, Message params) {
        return ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":"
                        + new String(ProtoJson.toBytes(params), UTF_8) + "}")
                .getBytes(UTF_8);
    }

    private static TaskQueryParams about(String taskId) {
        return TaskQueryParams.newBuilder().setId(taskId).build();
    }

    private static TaskSendParams message(String taskId, String text) {
        return TaskSendParams.newBuilder()
                .setId(taskId)
                .addAllAcceptedOutputModes(Texts.MODES)
                .setMessage(dev.parley.proto.a2a.v01json.Message.newBuilder()
                        .setRole(Role.ROLE_USER)
                        .addParts(Part.newBuilder().setType("text").setText(text)))
                .build();
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

    private static Task task(byte[] result) {
        var read = ProtoJson.read(result, dev.parley.proto.a2a.v01json.Task.getDefaultInstance());
        Task.Builder task = Task.newBuilder().setId(read.getId()).setStatus(status(read.getStatus()));
        read.getArtifactsList().forEach(artifact -> task.addArtifacts(artifact(artifact)));
        return task.build();
    }

    private static StreamResponse event(TaskEvent event) {
        if (event.hasStatus()) {
            return StreamResponse.newBuilder()
                    .setStatusUpdate(TaskStatusUpdateEvent.newBuilder().setStatus(status(event.getStatus())))
                    .build();
        }
        return StreamResponse.newBuilder()
                .setArtifactUpdate(TaskArtifactUpdateEvent.newBuilder()
                        .setAppend(event.getArtifact().getAppend())
                        .setArtifact(artifact(event.getArtifact())))
                .build();
    }

    private static TaskStatus status(dev.parley.proto.a2a.v01json.TaskStatus status) {
        return TaskStatus.newBuilder()
                .setState(TaskState.forNumber(status.getStateValue()))
                .build();
    }

    private static Artifact artifact(dev.parley.proto.a2a.v01json.Artifact artifact) {
        Artifact.Builder read = Artifact.newBuilder();
        artifact.getPartsList()
                .forEach(part ->
                        read.addParts(dev.parley.proto.a2a.v1.Part.newBuilder().setText(part.getText())));
        return read.build();
    }
}
