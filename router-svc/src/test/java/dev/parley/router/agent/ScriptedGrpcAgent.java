package dev.parley.router.agent;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.registry.v1.Agent;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** An agent of A2A 1.0 over gRPC on a free port, a real server that answers by a script for each method. */
public final class ScriptedGrpcAgent implements AutoCloseable {
    /** Answers one request; what it throws becomes the status. */
    @FunctionalInterface
    public interface Script<Q, R> {
        void answer(Q request, StreamObserver<R> reply) throws Exception;
    }

    /** A call as it came. */
    public record Call(String method, Map<String, String> metadata) {}

    private final Server server;
    private final Map<String, Script<Object, Object>> scripts = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<Object> requests = new CopyOnWriteArrayList<>();

    public ScriptedGrpcAgent() throws IOException {
        this(null);
    }

    /** @param keys null for no TLS */
    public ScriptedGrpcAgent(@Nullable KeyManagerFactory keys) throws IOException {
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        if (keys != null) {
            builder.sslContext(
                    GrpcSslContexts.configure(SslContextBuilder.forServer(keys)).build());
        }
        server = builder.executor(Executors.newVirtualThreadPerTaskExecutor())
                .maxInboundMessageSize(64 << 20)
                .addService(ServerInterceptors.intercept(new Service(), new Ear()))
                .build()
                .start();
    }

    @SuppressWarnings("unchecked") // each script is put under the method that has its types
    private <Q, R> ScriptedGrpcAgent on(String method, Script<Q, R> script) {
        scripts.put(
                method, (request, reply) -> script.answer((Q) request, (StreamObserver<R>) (StreamObserver<?>) reply));
        return this;
    }

    public ScriptedGrpcAgent onSend(Script<SendMessageRequest, SendMessageResponse> script) {
        return on("SendMessage", script);
    }

    public ScriptedGrpcAgent onStream(Script<SendMessageRequest, StreamResponse> script) {
        return on("SendStreamingMessage", script);
    }

    public ScriptedGrpcAgent onGet(Script<GetTaskRequest, Task> script) {
        return on("GetTask", script);
    }

    public ScriptedGrpcAgent onCancel(Script<CancelTaskRequest, Task> script) {
        return on("CancelTask", script);
    }

    public ScriptedGrpcAgent onSubscribe(Script<SubscribeToTaskRequest, StreamResponse> script) {
        return on("SubscribeToTask", script);
    }

    public ScriptedGrpcAgent onCard(Script<GetExtendedAgentCardRequest, AgentCard> script) {
        return on("GetExtendedAgentCard", script);
    }

    /** An event as its JSON says. */
    public static StreamResponse event(String json) {
        return ProtoJson.read(json.getBytes(StandardCharsets.UTF_8), StreamResponse.getDefaultInstance());
    }

    /** A task as its JSON says. */
    public static Task task(String json) {
        return ProtoJson.read(json.getBytes(StandardCharsets.UTF_8), Task.getDefaultInstance());
    }

    /** The status of an error of A2A. */
    public static StatusRuntimeException error(Status.Code code, String reason, String text) {
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .setMessage(text)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(reason)
                        .setDomain("a2a-protocol.org")
                        .build()))
                .build());
    }

    /** As a 1.0 card has it: host and port. */
    public String address() {
        return "localhost:" + server.getPort();
    }

    /** The agent as a registry would hold it. */
    public Agent registered(String id, boolean streaming) {
        return ScriptedAgent.offering(
                id,
                streaming,
                ScriptedAgent.at("GRPC", "1.0", address()).toBuilder()
                        .setTenant("label-" + id)
                        .build());
    }

    public List<Call> calls() {
        return calls;
    }

    public List<Object> requests() {
        return requests;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Ear implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            Map<String, String> seen = new ConcurrentHashMap<>();
            for (String key : headers.keys()) {
                if (!key.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
                    String value = headers.get(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER));
                    seen.put(key, value == null ? "" : value);
                }
            }
            String method = call.getMethodDescriptor().getBareMethodName();
            calls.add(new Call(method == null ? "" : method, seen));
            return next.startCall(call, headers);
        }
    }

    private final class Service extends A2AServiceGrpc.A2AServiceImplBase {
        @SuppressWarnings("unchecked") // as above
        private void answer(String method, Object request, StreamObserver<?> reply) {
            requests.add(request);
            Script<Object, Object> script = scripts.get(method);
            try {
                if (script == null) {
                    throw Status.UNIMPLEMENTED.withDescription("no such method").asRuntimeException();
                }
                script.answer(request, (StreamObserver<Object>) reply);
            } catch (Exception e) {
                reply.onError(e);
            }
        }

        @Override
        public void sendMessage(SendMessageRequest request, StreamObserver<SendMessageResponse> reply) {
            answer("SendMessage", request, reply);
        }

        @Override
        public void sendStreamingMessage(SendMessageRequest request, StreamObserver<StreamResponse> reply) {
            answer("SendStreamingMessage", request, reply);
        }

        @Override
        public void getTask(GetTaskRequest request, StreamObserver<Task> reply) {
            answer("GetTask", request, reply);
        }

        @Override
        public void cancelTask(CancelTaskRequest request, StreamObserver<Task> reply) {
            answer("CancelTask", request, reply);
        }

        @Override
        public void subscribeToTask(SubscribeToTaskRequest request, StreamObserver<StreamResponse> reply) {
            answer("SubscribeToTask", request, reply);
        }

        @Override
        public void getExtendedAgentCard(GetExtendedAgentCardRequest request, StreamObserver<AgentCard> reply) {
            answer("GetExtendedAgentCard", request, reply);
        }
    }
}
