package dev.parley.standalone.square;

import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.standalone.square.Speech.Binding;
import dev.parley.standalone.square.Speech.Version;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** gRPC in 1.0; the agent is named by the tenant. */
final class GrpcCaller implements Caller {
    private static final Metadata.Key<String> VERSION =
            Metadata.Key.of("a2a-version", Metadata.ASCII_STRING_MARSHALLER);

    private final Channel channel;

    GrpcCaller(Channel channel) {
        this.channel = channel;
    }

    @Override
    public Speech speech() {
        return new Speech(Version.V1_0, Binding.GRPC);
    }

    @Override
    public Task send(String agentId, String text) throws Refused {
        return call(() -> stub().sendMessage(request(agentId, text, true)).getTask());
    }

    @Override
    public Task begin(String agentId, String text) throws Refused {
        return call(() -> stub().sendMessage(request(agentId, text, false)).getTask());
    }

    @Override
    public List<StreamResponse> stream(String agentId, String text) throws Refused {
        return call(() -> {
            List<StreamResponse> events = new ArrayList<>();
            stub().sendStreamingMessage(request(agentId, text, true)).forEachRemaining(events::add);
            return events;
        });
    }

    @Override
    public Task reply(String agentId, String taskId, String text) throws Refused {
        SendMessageRequest reply =
                Texts.reply(taskId, text).toBuilder().setTenant(agentId).build();
        return call(() -> stub().sendMessage(reply).getTask());
    }

    @Override
    public Task get(String agentId, String taskId) throws Refused {
        return call(() -> stub().getTask(GetTaskRequest.newBuilder()
                .setTenant(agentId)
                .setId(taskId)
                .build()));
    }

    @Override
    public Task cancel(String agentId, String taskId) throws Refused {
        return call(() -> stub().cancelTask(CancelTaskRequest.newBuilder()
                .setTenant(agentId)
                .setId(taskId)
                .build()));
    }

    private static SendMessageRequest request(String agentId, String text, boolean waits) {
        return Texts.message(text, waits).toBuilder().setTenant(agentId).build();
    }

    private A2AServiceGrpc.A2AServiceBlockingStub stub() {
        Metadata headers = new Metadata();
        headers.put(VERSION, "1.0");
        return A2AServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(Http.LONGEST_CALL.toSeconds(), TimeUnit.SECONDS)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    static <T> T call(Supplier<T> call) throws Refused {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw new Refused(e.getStatus().getCode().name());
        }
    }
}
