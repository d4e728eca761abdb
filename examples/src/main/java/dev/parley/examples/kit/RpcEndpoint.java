package dev.parley.examples.kit;

import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.JsonRpcException;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** JSON-RPC 1.0 at {@code /}: reads, calls the operation, writes. */
final class RpcEndpoint implements HttpHandler {
    private static final Logger LOG = System.getLogger(RpcEndpoint.class.getName());
    private static final String NO_ID = "null";

    private final A2aOperations operations;
    private final CallerGuard guard;
    private final AgentServer.Settings settings;

    RpcEndpoint(A2aOperations operations, CallerGuard guard, AgentServer.Settings settings) {
        this.operations = operations;
        this.guard = guard;
        this.settings = settings;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals("/")) {
                Replies.text(exchange, 404, "Nothing here (expected: POST / or GET /.well-known/agent-card.json)");
            } else if (!exchange.getRequestMethod().equals("POST")) {
                exchange.getResponseHeaders().set("Allow", "POST");
                Replies.text(exchange, 405, exchange.getRequestMethod() + " (expected: POST with a JSON-RPC request)");
            } else {
                answer(exchange);
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String id = NO_ID;
        try {
            guard.check(exchange.getRequestHeaders());
            byte[] body = RequestBody.read(exchange, settings.maxBodyBytes());
            RequestHeaders.check(exchange.getRequestHeaders());
            JsonRpcRequest request = JsonRpcRequest.read(body);
            id = request.idToken();
            if (request.version() != A2aVersion.V1_0) {
                throw new A2aException(
                        A2aErrorCode.METHOD_NOT_FOUND,
                        "a method of A2A " + request.version().number() + " (expected: one of 1.0, as the card says)");
            }
            call(exchange, request);
        } catch (JsonRpcException unreadable) {
            refuse(exchange, unreadable.idToken(), unreadable.error());
        } catch (A2aException refusal) {
            refuse(exchange, id, refusal);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            LOG.log(Level.ERROR, "request failed", fault);
            refuse(exchange, id, new A2aException(A2aErrorCode.INTERNAL_ERROR, "Internal error"));
        }
    }

    private void call(HttpExchange exchange, JsonRpcRequest request) throws IOException, InterruptedException {
        Message params = request.params();
        String id = request.idToken();
        switch (request.method()) {
            case SEND_MESSAGE -> reply(exchange, id, operations.send((SendMessageRequest) params));
            case GET_TASK -> reply(exchange, id, operations.get((GetTaskRequest) params));
            case LIST_TASKS -> reply(exchange, id, operations.list((ListTasksRequest) params));
            case CANCEL_TASK -> reply(exchange, id, operations.cancel((CancelTaskRequest) params));
            case SEND_STREAMING_MESSAGE ->
                stream(exchange, id, operations.sendStreaming((SendMessageRequest) params), EventStream.End.OF_TURN);
            case SUBSCRIBE_TO_TASK ->
                stream(exchange, id, operations.subscribe((SubscribeToTaskRequest) params), EventStream.End.OF_TASK);
            case CREATE_TASK_PUSH_NOTIFICATION_CONFIG,
                    GET_TASK_PUSH_NOTIFICATION_CONFIG,
                    LIST_TASK_PUSH_NOTIFICATION_CONFIGS,
                    DELETE_TASK_PUSH_NOTIFICATION_CONFIG ->
                throw new A2aException(
                        A2aErrorCode.PUSH_NOTIFICATION_NOT_SUPPORTED,
                        request.method().wireName()
                                + " (expected: GetTask or SubscribeToTask; this agent calls no webhooks)");
            case GET_EXTENDED_AGENT_CARD ->
                throw new A2aException(
                        A2aErrorCode.UNSUPPORTED_OPERATION,
                        "GetExtendedAgentCard (expected: the public card; it is all there is)");
        }
    }

    private void stream(HttpExchange exchange, String id, LiveTask.Watch watch, EventStream.End end)
            throws InterruptedException {
        new EventStream(exchange, id, end, settings.heartbeat()).write(watch);
    }

    private static void reply(HttpExchange exchange, String id, Message result) throws IOException {
        Replies.json(exchange, 200, JsonRpcReplies.result(id, result));
    }

    private static void refuse(HttpExchange exchange, String id, A2aException error) throws IOException {
        int status = error.code().isProtocolError() ? 200 : error.code().httpStatus();
        Replies.json(exchange, status, JsonRpcReplies.error(id, error));
    }
}
