package dev.parley.edge.grpc;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.card.ExtendedCards;
import dev.parley.edge.operations.A2aCall;
import dev.parley.edge.operations.CallerFiles;
import dev.parley.edge.operations.Operations;
import dev.parley.edge.operations.TaskEvents;
import dev.parley.proto.a2a.v03.A2AServiceGrpc;
import dev.parley.proto.a2a.v03.AgentCard;
import dev.parley.proto.a2a.v03.CancelTaskRequest;
import dev.parley.proto.a2a.v03.CreateTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.GetAgentCardRequest;
import dev.parley.proto.a2a.v03.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.GetTaskRequest;
import dev.parley.proto.a2a.v03.ListTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.ListTaskPushNotificationConfigResponse;
import dev.parley.proto.a2a.v03.SendMessageRequest;
import dev.parley.proto.a2a.v03.SendMessageResponse;
import dev.parley.proto.a2a.v03.StreamResponse;
import dev.parley.proto.a2a.v03.Task;
import dev.parley.proto.a2a.v03.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v03.TaskSubscriptionRequest;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.dialect.v03.FileBytes;
import dev.parley.proto.dialect.v03.V03ProtoCard;
import dev.parley.proto.dialect.v03.V03ProtoReader;
import dev.parley.proto.dialect.v03.V03ProtoWriter;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.function.BiFunction;

/**
 * The service of A2A 0.3. Its requests have no member that could name an agent, so their metadata does: {@link #AGENT} holds
 * its id, where the listener is not one agent's own; without it the call is for the mesh itself. Errors: {@link V03ErrorInterceptor}.
 */
@Singleton
final class V03GrpcService {
    /** The metadata that names the agent. */
    static final String AGENT = "x-agent-id";

    private final GrpcCalls calls;
    private final Operations operations;
    private final ExtendedCards extendedCards;

    V03GrpcService(GrpcCalls calls, Operations operations, ExtendedCards extendedCards) {
        this.calls = calls;
        this.operations = operations;
        this.extendedCards = extendedCards;
    }

    A2AServiceGrpc.A2AServiceImplBase rpcs() {
        return new Rpcs();
    }

    /** A request and how its caller has files; made before its caller's metadata is out of sight. */
    private record Asked(GrpcCalls.Request<?> request, FileBytes files) {
        static Asked by(Message message) {
            CallHeaders headers = MetadataHeaders.ofCall();
            String named = headers.first(AGENT);
            String own = Entry.ofCall().agentId();
            String agent = own.isEmpty() && named != null ? named : own;
            return new Asked(
                    new GrpcCalls.Request<>(A2aVersion.V0_3, agent, headers, message), CallerFiles.of(headers));
        }

        /** @param type of what is asked, in 1.0 */
        <T extends Message> T meaning(Class<T> type) {
            Faults faults = new Faults();
            Message read = new V03ProtoReader(faults, files).request(request.message(), "$");
            faults.refuse();
            return type.cast(read);
        }

        V03ProtoWriter writer() {
            return new V03ProtoWriter(files);
        }
    }

    /**
     * @param type of what is asked, in 1.0
     * @param form of the reply, in 0.3
     */
    private <Q extends Message, R, T> void answer(
            Message request,
            Class<Q> type,
            StreamObserver<T> reply,
            BiFunction<A2aCall, Q, R> operation,
            BiFunction<V03ProtoWriter, R, T> form) {
        Asked asked = Asked.by(request);
        calls.answer(
                asked.request(), reply, call -> form.apply(asked.writer(), operation.apply(call, asked.meaning(type))));
    }

    private <P extends Message, Q> void follow(
            Message request,
            Class<P> type,
            StreamObserver<StreamResponse> reply,
            BiFunction<A2aCall, P, TaskEvents<Q>> operation) {
        Asked asked = Asked.by(request);
        calls.follow(asked.request(), reply, asked.writer()::event, call -> operation.apply(call, asked.meaning(type)));
    }

    private final class Rpcs extends A2AServiceGrpc.A2AServiceImplBase {
        @Override
        public void sendMessage(SendMessageRequest request, StreamObserver<SendMessageResponse> reply) {
            Asked asked = Asked.by(request);
            calls.send(
                    asked.request(),
                    reply,
                    asked.writer()::sent,
                    call -> operations.send(call, asked.meaning(dev.parley.proto.a2a.v1.SendMessageRequest.class)));
        }

        @Override
        public void sendStreamingMessage(SendMessageRequest request, StreamObserver<StreamResponse> reply) {
            follow(request, dev.parley.proto.a2a.v1.SendMessageRequest.class, reply, operations::stream);
        }

        @Override
        public void getTask(GetTaskRequest request, StreamObserver<Task> reply) {
            answer(request, dev.parley.proto.a2a.v1.GetTaskRequest.class, reply, operations::get, V03ProtoWriter::task);
        }

        @Override
        public void cancelTask(CancelTaskRequest request, StreamObserver<Task> reply) {
            answer(
                    request,
                    dev.parley.proto.a2a.v1.CancelTaskRequest.class,
                    reply,
                    operations::cancel,
                    V03ProtoWriter::task);
        }

        @Override
        public void taskSubscription(TaskSubscriptionRequest request, StreamObserver<StreamResponse> reply) {
            follow(request, SubscribeToTaskRequest.class, reply, operations::subscribe);
        }

        @Override
        public void createTaskPushNotificationConfig(
                CreateTaskPushNotificationConfigRequest request, StreamObserver<TaskPushNotificationConfig> reply) {
            answer(
                    request,
                    dev.parley.proto.a2a.v1.TaskPushNotificationConfig.class,
                    reply,
                    operations::createPush,
                    V03ProtoWriter::config);
        }

        @Override
        public void getTaskPushNotificationConfig(
                GetTaskPushNotificationConfigRequest request, StreamObserver<TaskPushNotificationConfig> reply) {
            answer(
                    request,
                    dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest.class,
                    reply,
                    operations::getPush,
                    V03ProtoWriter::config);
        }

        @Override
        public void listTaskPushNotificationConfig(
                ListTaskPushNotificationConfigRequest request,
                StreamObserver<ListTaskPushNotificationConfigResponse> reply) {
            answer(
                    request,
                    ListTaskPushNotificationConfigsRequest.class,
                    reply,
                    operations::listPush,
                    V03ProtoWriter::configs);
        }

        @Override
        public void deleteTaskPushNotificationConfig(
                DeleteTaskPushNotificationConfigRequest request, StreamObserver<Empty> reply) {
            answer(
                    request,
                    dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest.class,
                    reply,
                    operations::deletePush,
                    (writer, nothing) -> nothing);
        }

        @Override
        public void getAgentCard(GetAgentCardRequest request, StreamObserver<AgentCard> reply) {
            String authority = Entry.ofCall().authority();
            answer(
                    request,
                    GetExtendedAgentCardRequest.class,
                    reply,
                    (call, asked) -> extendedCards.getV03(call, asked, authority),
                    (writer, card) -> V03ProtoCard.write(card, card.getSupportedInterfacesList()));
        }
    }
}
