package dev.parley.proto.jsonrpc;

import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.Completeness;
import dev.parley.proto.json.ProtoJson;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON-RPC 2.0 request as A2A uses it: no batches, and always an id, which in methods of 0.1 may be null, as clients of its
 * time send it. It may have come in any version; what it asks for is
 * 1.0 here, and {@link JsonRpcReplies} answers in the words it came in.
 *
 * @param idToken the id exactly as it came, a JSON token: {@code "a"} with its quotes, {@code 7}, {@code 1e3}
 * @param params of the type that the method names, with every member there that was asked for; REQUIRED ones, unless it was read as LENIENT
 * @param wire the method as it was called; {@link #method} is what it is in 1.0
 * @param taskId of the task it is about, as its caller names it; empty when it names none
 * @param context headers that members of its envelope stand for ({@code trace_context}, {@code agent_context}), by name in lower case
 */
public record JsonRpcRequest(
        String idToken, Message params, WireMethod wire, String taskId, Map<String, String> context) {
    public JsonRpcRequest(String idToken, Message params, WireMethod wire, Map<String, String> context) {
        this(idToken, params, wire, taskId(params), context);
    }

    public A2aMethod method() {
        return wire.operation();
    }

    public A2aVersion version() {
        return wire.version();
    }

    /** Whether it is a call of 0.1, whose caller names the task by an id of its own. */
    public boolean isV01() {
        return wire.words() == WireMethod.Words.V0_1;
    }

    /** The same call as 0.1 means it, where a method of 0.3 has the name that it has in 0.1, too; else empty. */
    public Optional<JsonRpcRequest> asV01() {
        return wire.inV01().map(first -> new JsonRpcRequest(idToken, params, first, taskId, context));
    }

    private static String taskId(Message params) {
        return switch (params) {
            case SendMessageRequest send -> send.getMessage().getTaskId();
            case GetTaskRequest get -> get.getId();
            case CancelTaskRequest cancel -> cancel.getId();
            case SubscribeToTaskRequest subscribe -> subscribe.getId();
            case TaskPushNotificationConfig config -> config.getTaskId();
            case GetTaskPushNotificationConfigRequest get -> get.getTaskId();
            case ListTaskPushNotificationConfigsRequest list -> list.getTaskId();
            case DeleteTaskPushNotificationConfigRequest delete -> delete.getTaskId();
            default -> "";
        };
    }

    /**
     * The same request, where its caller's name of the task means this one; answers go on to use the name. For those that 0.1
     * has besides sending.
     */
    public JsonRpcRequest about(String task) {
        Message other = switch (params) {
            case GetTaskRequest get -> get.toBuilder().setId(task).build();
            case CancelTaskRequest cancel -> cancel.toBuilder().setId(task).build();
            case SubscribeToTaskRequest subscribe ->
                subscribe.toBuilder().setId(task).build();
            case TaskPushNotificationConfig config ->
                config.toBuilder().setTaskId(task).build();
            case GetTaskPushNotificationConfigRequest get ->
                get.toBuilder().setTaskId(task).build();
            default -> params;
        };
        return new JsonRpcRequest(idToken, other, wire, taskId, context);
    }

    /**
     * Reads a request body in one pass; only params that stand before the method are gone over twice.
     *
     * @throws JsonRpcException PARSE_ERROR; INVALID_REQUEST for a wrong envelope, a batch, or an id that is absent,
     *     null (but for methods that 0.1 has), no string and no number, or longer than {@value RequestReader#MAX_ID_BYTES} bytes; METHOD_NOT_FOUND;
     *     INVALID_PARAMS with every violation, its path beginning {@code $.params}
     */
    public static JsonRpcRequest read(byte[] body) {
        return read(body, Completeness.STRICT);
    }

    /**
     * As {@link #read(byte[])}. Read as LENIENT, {@code jsonrpc} may be left out, too.
     *
     * @param completeness how much the request must have
     */
    public static JsonRpcRequest read(byte[] body, Completeness completeness) {
        try (JsonParser parser = ProtoJson.parser(body)) {
            return new RequestReader(body, parser, completeness).read();
        } catch (IOException e) {
            throw new JsonRpcException(RequestReader.NO_ID, ProtoJson.parseError(e));
        } catch (A2aException e) {
            throw new JsonRpcException(RequestReader.NO_ID, e);
        }
    }
}
