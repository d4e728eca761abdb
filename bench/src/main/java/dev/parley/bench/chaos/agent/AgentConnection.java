package dev.parley.bench.chaos.agent;

import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.JsonRpcException;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** One connection to a chaos agent: its card for GET, A2A's calls for POST. */
final class AgentConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final String NO_ID = "null";

    private final AgentSort sort;
    private final AgentWork work;

    AgentConnection(AgentSort sort, AgentWork work) {
        this.sort = sort;
        this.work = work;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext connection, FullHttpRequest request) {
        if (request.method().equals(HttpMethod.GET)) {
            byte[] card = AgentCards.card(sort, request.headers().get(HttpHeaderNames.HOST, "127.0.0.1"));
            respond(connection, card);
            return;
        }
        String id = NO_ID;
        try {
            JsonRpcRequest call = JsonRpcRequest.read(ByteBufUtil.getBytes(request.content()));
            id = call.idToken();
            answer(connection, call);
        } catch (JsonRpcException e) {
            respond(connection, JsonRpcReplies.error(e.idToken(), e.error()));
        } catch (A2aException e) {
            respond(connection, JsonRpcReplies.error(id, e));
        }
    }

    private void answer(ChannelHandlerContext connection, JsonRpcRequest call) {
        String id = call.idToken();
        switch (call.method()) {
            case SEND_MESSAGE -> send(connection, id, (SendMessageRequest) call.params());
            case SEND_STREAMING_MESSAGE -> {
                requireStreaming(call);
                stream(connection, id, (SendMessageRequest) call.params());
            }
            case GET_TASK -> {
                ScriptedTask task = work.require(((GetTaskRequest) call.params()).getId());
                respond(connection, JsonRpcReplies.result(id, task.at(task.happened(work.nowMillis()))));
            }
            case SUBSCRIBE_TO_TASK -> {
                requireStreaming(call);
                subscribe(connection, id, work.require(((SubscribeToTaskRequest) call.params()).getId()));
            }
            case CANCEL_TASK ->
                throw new A2aException(
                        A2aErrorCode.TASK_NOT_CANCELABLE, "CancelTask (expected: patience; a script has its length)");
            case LIST_TASKS,
                    CREATE_TASK_PUSH_NOTIFICATION_CONFIG,
                    GET_TASK_PUSH_NOTIFICATION_CONFIG,
                    LIST_TASK_PUSH_NOTIFICATION_CONFIGS,
                    DELETE_TASK_PUSH_NOTIFICATION_CONFIG,
                    GET_EXTENDED_AGENT_CARD ->
                throw new A2aException(
                        A2aErrorCode.UNSUPPORTED_OPERATION,
                        call.method().wireName() + " (expected: messages, GetTask and SubscribeToTask)");
        }
    }

    private void requireStreaming(JsonRpcRequest call) {
        if (!sort.streaming()) {
            throw new A2aException(
                    A2aErrorCode.UNSUPPORTED_OPERATION,
                    call.method().wireName() + " (expected: no streams, as the card says)");
        }
    }

    private void send(ChannelHandlerContext connection, String id, SendMessageRequest request) {
        ScriptedTask task = work.begin(request.getMessage());
        if (sort == AgentSort.BARE) {
            respond(connection, sent(id, SendMessageResponse.newBuilder().setMessage(task.bareAnswer())));
        } else if (request.getConfiguration().getReturnImmediately()) {
            respond(connection, sent(id, SendMessageResponse.newBuilder().setTask(task.at(1))));
        } else {
            long wait = task.dueMillis(task.events() - 1) - work.nowMillis();
            connection
                    .executor()
                    .schedule(
                            () -> respond(
                                    connection,
                                    sent(id, SendMessageResponse.newBuilder().setTask(task.at(task.events())))),
                            Math.max(0, wait),
                            TimeUnit.MILLISECONDS);
        }
    }

    private static byte[] sent(String id, SendMessageResponse.Builder response) {
        return JsonRpcReplies.result(id, response.build());
    }

    private void stream(ChannelHandlerContext connection, String id, SendMessageRequest request) {
        ScriptedTask task = work.begin(request.getMessage());
        EventWriter writer = EventWriter.begin(connection, id);
        if (sort == AgentSort.BARE) {
            writer.write(
                    StreamResponse.newBuilder().setMessage(task.bareAnswer()).build());
            writer.end();
        } else {
            new TaskStreaming(writer, task, work, true).begin(1);
        }
    }

    private void subscribe(ChannelHandlerContext connection, String id, ScriptedTask task) {
        int happened = task.happened(work.nowMillis());
        if (task.isOver(happened)) {
            throw new A2aException(
                    A2aErrorCode.UNSUPPORTED_OPERATION, "Task " + task.id() + " has ended (expected: GetTask)");
        }
        new TaskStreaming(EventWriter.begin(connection, id), task, work, false).begin(happened);
    }

    private static void respond(ChannelHandlerContext connection, byte[] json) {
        ByteBuf body = Unpooled.wrappedBuffer(json);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=" + StandardCharsets.UTF_8)
                .set(HttpHeaderNames.CONTENT_LENGTH, json.length);
        connection.writeAndFlush(response, connection.voidPromise());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext connection, Throwable cause) {
        connection.close();
    }
}
