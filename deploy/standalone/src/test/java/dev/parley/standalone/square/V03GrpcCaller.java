package dev.parley.standalone.square;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v03.A2AServiceGrpc;
import dev.parley.proto.a2a.v03.CancelTaskRequest;
import dev.parley.proto.a2a.v03.CreateTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.GetTaskRequest;
import dev.parley.proto.a2a.v03.ListTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.SendMessageRequest;
import dev.parley.proto.a2a.v03.StreamResponse;
import dev.parley.proto.a2a.v03.TaskSubscriptionRequest;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.dialect.v03.FileBytes;
import dev.parley.proto.dialect.v03.V03ProtoReader;
import dev.parley.proto.dialect.v03.V03ProtoWriter;
import dev.parley.standalone.square.Speech.Binding;
import dev.parley.standalone.square.Speech.Version;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** gRPC in 0.3, which has no tenant: metadata names the agent, if at all. */
final class V03GrpcCaller implements Caller {
    private static final Metadata.Key<String> AGENT = Metadata.Key.of("x-agent-id", Metadata.ASCII_STRING_MARSHALLER);

    private final Channel channel;
    private final Address address;
    private final V03ProtoWriter writer = new V03ProtoWriter(FileBytes.BASE64);
    private final V03ProtoReader reader = new V03ProtoReader(new Faults(), FileBytes.BASE64);

    V03GrpcCaller(Channel channel, Address address) {
        this.channel = channel;
        this.address = address;
    }

    @Override
    public Speech speech() {
        return new Speech(Version.V0_3, Binding.GRPC);
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public Message call(String agentId, Message request) throws Refused {
        var stub = stub(agentId);
        try {
            return switch (writer.request(address.of(agentId, request))) {
                case SendMessageRequest send -> reader.sent(stub.sendMessage(send), "$");
                case GetTaskRequest get -> reader.task(stub.getTask(get), "$");
                case CancelTaskRequest cancel -> reader.task(stub.cancelTask(cancel), "$");
                case CreateTaskPushNotificationConfigRequest create ->
                    reader.config(stub.createTaskPushNotificationConfig(create));
                case GetTaskPushNotificationConfigRequest get -> reader.config(stub.getTaskPushNotificationConfig(get));
                case ListTaskPushNotificationConfigRequest list ->
                    reader.configs(stub.listTaskPushNotificationConfig(list));
                case DeleteTaskPushNotificationConfigRequest delete -> stub.deleteTaskPushNotificationConfig(delete);
                default ->
                    throw new IllegalArgumentException(request.getClass() + " (expected: one that is answered once)");
            };
        } catch (StatusRuntimeException e) {
            throw refused(e);
        }
    }

    @Override
    public void stream(String agentId, Message request, Events events) throws Exception {
        Iterator<StreamResponse> stream = switch (writer.request(address.of(agentId, request))) {
            case SendMessageRequest send -> stub(agentId).sendStreamingMessage(send);
            case TaskSubscriptionRequest subscribe -> stub(agentId).taskSubscription(subscribe);
            default -> throw new IllegalArgumentException(request.getClass() + " (expected: one that is streamed)");
        };
        try {
            while (stream.hasNext()) {
                events.take(reader.event(stream.next(), "$"));
            }
        } catch (StatusRuntimeException e) {
            throw refused(e);
        }
    }

    private A2AServiceGrpc.A2AServiceBlockingStub stub(String agentId) {
        Metadata headers = new Metadata();
        if (address == Address.NAME) {
            headers.put(AGENT, agentId);
        }
        return A2AServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(Http.LONGEST_CALL.toSeconds(), TimeUnit.SECONDS)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** The status and the name at the beginning of its text. */
    private static Refused refused(StatusRuntimeException error) {
        String text = Objects.requireNonNullElse(error.getStatus().getDescription(), "");
        return new Refused(error.getStatus().getCode() + " " + text.replaceFirst(":.*", ""));
    }
}
