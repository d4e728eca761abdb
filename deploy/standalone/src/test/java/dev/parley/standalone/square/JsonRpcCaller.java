package dev.parley.standalone.square;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcCalls;
import dev.parley.proto.jsonrpc.JsonRpcReply;
import java.util.ArrayList;
import java.util.List;

/** JSON-RPC in 1.0, 0.3 or 0.2, over whatever carries its documents. */
final class JsonRpcCaller implements Caller {
    private static final String ID = "square";

    private final Speech speech;
    private final Carrier carrier;

    /** What carries a request to an agent's address and the answers back. */
    interface Carrier {
        byte[] call(String agentId, byte[] request) throws Exception;

        /** Each event's document, up to the end of the stream. */
        List<byte[]> stream(String agentId, byte[] request) throws Exception;
    }

    JsonRpcCaller(Speech speech, Carrier carrier) {
        this.speech = speech;
        this.carrier = carrier;
    }

    /** HTTP POST, streams as server-sent events. */
    static Carrier post(Http http, String version) {
        return new Carrier() {
            @Override
            public byte[] call(String agentId, byte[] request) throws Exception {
                return http.call("POST", "/agents/" + agentId + "/", version, request)
                        .body();
            }

            @Override
            public List<byte[]> stream(String agentId, byte[] request) throws Exception {
                return http.events("POST", "/agents/" + agentId + "/", version, request).stream()
                        .map(event -> event.getBytes(UTF_8))
                        .toList();
            }
        };
    }

    @Override
    public Speech speech() {
        return speech;
    }

    @Override
    public Task send(String agentId, String text) throws Exception {
        return ((SendMessageResponse) call(agentId, A2aMethod.SEND_MESSAGE, Texts.message(text, true))).getTask();
    }

    @Override
    public Task begin(String agentId, String text) throws Exception {
        return ((SendMessageResponse) call(agentId, A2aMethod.SEND_MESSAGE, Texts.message(text, false))).getTask();
    }

    @Override
    public List<StreamResponse> stream(String agentId, String text) throws Exception {
        A2aMethod method = A2aMethod.SEND_STREAMING_MESSAGE;
        List<StreamResponse> events = new ArrayList<>();
        for (byte[] event : carrier.stream(agentId, request(method, Texts.message(text, true)))) {
            events.add((StreamResponse) result(method, event));
        }
        return events;
    }

    @Override
    public Task reply(String agentId, String taskId, String text) throws Exception {
        return ((SendMessageResponse) call(agentId, A2aMethod.SEND_MESSAGE, Texts.reply(taskId, text))).getTask();
    }

    @Override
    public Task get(String agentId, String taskId) throws Exception {
        return (Task) call(
                agentId,
                A2aMethod.GET_TASK,
                GetTaskRequest.newBuilder().setId(taskId).build());
    }

    @Override
    public Task cancel(String agentId, String taskId) throws Exception {
        return (Task) call(
                agentId,
                A2aMethod.CANCEL_TASK,
                CancelTaskRequest.newBuilder().setId(taskId).build());
    }

    private Message call(String agentId, A2aMethod method, Message params) throws Exception {
        return result(method, carrier.call(agentId, request(method, params)));
    }

    private byte[] request(A2aMethod method, Message params) {
        return JsonRpcCalls.request(ID, spoken(), method, params);
    }

    private Message result(A2aMethod method, byte[] reply) throws Refused {
        return switch (JsonRpcCalls.readReply(reply, spoken(), method, ID)) {
            case JsonRpcReply.Result result -> result.message();
            case JsonRpcReply.Failure failure -> throw new Refused(String.valueOf(failure.code()));
        };
    }

    /** 0.2 has the methods of 0.3, as far as it has them. */
    private A2aVersion spoken() {
        return speech.version() == Speech.Version.V1_0 ? A2aVersion.V1_0 : A2aVersion.V0_3;
    }
}
