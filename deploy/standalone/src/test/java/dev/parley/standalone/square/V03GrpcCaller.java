package dev.parley.standalone.square;

import dev.parley.proto.a2a.v03.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.dialect.v03.FileBytes;
import dev.parley.proto.dialect.v03.V03ProtoReader;
import dev.parley.proto.dialect.v03.V03ProtoWriter;
import dev.parley.standalone.square.Speech.Binding;
import dev.parley.standalone.square.Speech.Version;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** gRPC in 0.3, which has no tenant: metadata names the agent. */
final class V03GrpcCaller implements Caller {
    private static final Metadata.Key<String> AGENT = Metadata.Key.of("x-agent-id", Metadata.ASCII_STRING_MARSHALLER);

    private final Channel channel;
    private final V03ProtoWriter writer = new V03ProtoWriter(FileBytes.BASE64);
    private final V03ProtoReader reader = new V03ProtoReader(new Faults(), FileBytes.BASE64);

    V03GrpcCaller(Channel channel) {
        this.channel = channel;
    }

    @Override
    public Speech speech() {
        return new Speech(Version.V0_3, Binding.GRPC);
    }

    @Override
    public Task send(String agentId, String text) throws Refused {
        return sent(agentId, Texts.message(text, true));
    }

    @Override
    public Task begin(String agentId, String text) throws Refused {
        return sent(agentId, Texts.message(text, false));
    }

    @Override
    public Task reply(String agentId, String taskId, String text) throws Refused {
        return sent(agentId, Texts.reply(taskId, text));
    }

    private Task sent(String agentId, SendMessageRequest message) throws Refused {
        var request = (dev.parley.proto.a2a.v03.SendMessageRequest) writer.request(message);
        return GrpcCaller.call(
                () -> reader.sent(stub(agentId).sendMessage(request), "$").getTask());
    }

    @Override
    public List<StreamResponse> stream(String agentId, String text) throws Refused {
        var request = (dev.parley.proto.a2a.v03.SendMessageRequest) writer.request(Texts.message(text, true));
        return GrpcCaller.call(() -> {
            List<StreamResponse> events = new ArrayList<>();
            stub(agentId).sendStreamingMessage(request).forEachRemaining(event -> events.add(reader.event(event, "$")));
            return events;
        });
    }

    @Override
    public Task get(String agentId, String taskId) throws Refused {
        var request = (dev.parley.proto.a2a.v03.GetTaskRequest)
                writer.request(GetTaskRequest.newBuilder().setId(taskId).build());
        return GrpcCaller.call(() -> reader.task(stub(agentId).getTask(request), "$"));
    }

    @Override
    public Task cancel(String agentId, String taskId) throws Refused {
        var request = (dev.parley.proto.a2a.v03.CancelTaskRequest)
                writer.request(CancelTaskRequest.newBuilder().setId(taskId).build());
        return GrpcCaller.call(() -> reader.task(stub(agentId).cancelTask(request), "$"));
    }

    private A2AServiceGrpc.A2AServiceBlockingStub stub(String agentId) {
        Metadata headers = new Metadata();
        headers.put(AGENT, agentId);
        return A2AServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(Http.LONGEST_CALL.toSeconds(), TimeUnit.SECONDS)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
}
