package dev.parley.standalone.square;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.standalone.square.Speech.Binding;
import dev.parley.standalone.square.Speech.Version;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** gRPC in 1.0; the agent is named by the tenant, if at all. */
final class GrpcCaller implements Caller {
    private static final Metadata.Key<String> VERSION =
            Metadata.Key.of("a2a-version", Metadata.ASCII_STRING_MARSHALLER);

    private final Channel channel;
    private final Address address;

    GrpcCaller(Channel channel, Address address) {
        this.channel = channel;
        this.address = address;
    }

    @Override
    public Speech speech() {
        return new Speech(Version.V1_0, Binding.GRPC);
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public Message call(String agentId, Message request) throws Refused {
        var stub = stub();
        try {
            return switch (addressed(agentId, request)) {
                case SendMessageRequest send -> stub.sendMessage(send);
                case GetTaskRequest get -> stub.getTask(get);
                case ListTasksRequest list -> stub.listTasks(list);
                case CancelTaskRequest cancel -> stub.cancelTask(cancel);
                case TaskPushNotificationConfig config -> stub.createTaskPushNotificationConfig(config);
                case GetTaskPushNotificationConfigRequest get -> stub.getTaskPushNotificationConfig(get);
                case ListTaskPushNotificationConfigsRequest list -> stub.listTaskPushNotificationConfigs(list);
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
        Iterator<StreamResponse> stream = switch (addressed(agentId, request)) {
            case SendMessageRequest send -> stub().sendStreamingMessage(send);
            case SubscribeToTaskRequest subscribe -> stub().subscribeToTask(subscribe);
            default -> throw new IllegalArgumentException(request.getClass() + " (expected: one that is streamed)");
        };
        try {
            while (stream.hasNext()) {
                events.take(stream.next());
            }
        } catch (StatusRuntimeException e) {
            throw refused(e);
        }
    }

    private Message addressed(String agentId, Message request) {
        return (address == Address.NAME ? Address.TENANT : address).of(agentId, request);
    }

    private A2AServiceGrpc.A2AServiceBlockingStub stub() {
        Metadata headers = new Metadata();
        headers.put(VERSION, "1.0");
        return A2AServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(Http.LONGEST_CALL.toSeconds(), TimeUnit.SECONDS)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** The status and the reason in its details. */
    private static Refused refused(StatusRuntimeException error) {
        String reason = "";
        Status status = StatusProto.fromThrowable(error);
        for (var detail : status == null ? Status.getDefaultInstance().getDetailsList() : status.getDetailsList()) {
            if (detail.is(ErrorInfo.class)) {
                try {
                    reason = detail.unpack(ErrorInfo.class).getReason();
                } catch (InvalidProtocolBufferException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return new Refused(error.getStatus().getCode() + " " + reason);
    }
}
