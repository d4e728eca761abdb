package dev.parley.edge.grpc;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.card.ExtendedCards;
import dev.parley.edge.operations.CallerFiles;
import dev.parley.edge.operations.Operations;
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
            Asked asked = Asked.by(request);
            calls.follow(
                    asked.request(),
                    reply,
                    asked.writer()::event,
                    call -> operations.stream(call, asked.meaning(dev.parley.proto.a2a.v1.SendMessageRequest.class)));
        }

        @Override
        public void getTask(GetTaskRequest request, StreamObserver<Task> reply) {
            Asked asked = Asked.by(request);
            calls.answer(
                    asked.request(),
                    reply,
                    call -> asked.writer()
                            .task(operations.get(call, asked.meaning(dev.parley.proto.a2a.v1.GetTaskRequest.class))));
        }

        @Override
        public void cancelTask(CancelTaskRequest request, StreamObserver<Task> reply) {
            Asked asked = Asked.by(request);
            calls.answer(
                    asked.request(),
                    reply,
                    call -> asked.writer()
                            .task(operations.cancel(
                                    call, asked.meaning(dev.parley.proto.a2a.v1.CancelTaskRequest.class))));
        }

        @Override
        public void taskSubscription(TaskSubscriptionRequest request, StreamObserver<StreamResponse> reply) {
            Asked asked = Asked.by(request);
            calls.follow(
                    asked.request(),
                    reply,
                    asked.writer()::event,
                    call -> operations.subscribe(call, asked.meaning(SubscribeToTaskRequest.class)));
        }

        @Override
        public void createTaskPushNotificationConfig(
                CreateTaskPushNotificationConfigRequest request, StreamObserver<TaskPushNotificationConfig> reply) {
            Asked asked = Asked.by(request);
            calls.answer(
                    asked.request(),
                    reply,
                    call -> asked.writer()
                            .config(operations.createPush(
                                    call, asked.meaning(dev.parley.proto.a2a.v1.TaskPushNotificationConfig.class))));
        }

        @Override
        public void getTaskPushNotificationConfig(
                GetTaskPushNotificationConfigRequest request, StreamObserver<TaskPushNotificationConfig> reply) {
            Asked asked = Asked.by(request);
            calls.answer(
                    asked.request(),
                    reply,
                    call -> asked.writer()
                            .config(operations.getPush(
                                    call,
                                    asked.meaning(
                                            dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest.class))));
        }

        @Override
        public void listTaskPushNotificationConfig(
                ListTaskPushNotificationConfigRequest request,
                StreamObserver<ListTaskPushNotificationConfigResponse> reply) {
            Asked asked = Asked.by(request);
            calls.answer(
                    asked.request(),
                    reply,
                    call -> asked.writer()
                            .configs(operations.listPush(
                                    call, asked.meaning(ListTaskPushNotificationConfigsRequest.class))));
        }

        @Override
        public void deleteTaskPushNotificationConfig(
                DeleteTaskPushNotificationConfigRequest request, StreamObserver<Empty> reply) {
            Asked asked = Asked.by(request);
            calls.answer(
                    asked.request(),
                    reply,
                    call -> operations.deletePush(
                            call,
                            asked.meaning(dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest.class)));
        }

        @Override
        public void getAgentCard(GetAgentCardRequest request, StreamObserver<AgentCard> reply) {
            Asked asked = Asked.by(request);
            String authority = Entry.ofCall().authority();
            calls.answer(asked.request(), reply, call -> {
                var card = extendedCards.getV03(call, asked.meaning(GetExtendedAgentCardRequest.class), authority);
                return V03ProtoCard.write(card, card.getSupportedInterfacesList());
            });
        }
    }
}
