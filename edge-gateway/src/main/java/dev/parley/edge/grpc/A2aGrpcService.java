package dev.parley.edge.grpc;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import dev.parley.edge.card.ExtendedCards;
import dev.parley.edge.operations.A2aCall;
import dev.parley.edge.operations.Operations;
import dev.parley.edge.operations.TaskEvents;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.dialect.A2aVersion;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.function.Function;

/**
 * The service of A2A 1.0. The request's {@code tenant} is the id of an agent, none is the mesh itself. Not a
 * {@link io.grpc.BindableService} bean: those are internal services, which trust what a call says of its caller.
 */
@Singleton
final class A2aGrpcService {
    private final GrpcCalls calls;
    private final Operations operations;
    private final ExtendedCards extendedCards;

    A2aGrpcService(GrpcCalls calls, Operations operations, ExtendedCards extendedCards) {
        this.calls = calls;
        this.operations = operations;
        this.extendedCards = extendedCards;
    }

    A2AServiceGrpc.A2AServiceImplBase rpcs() {
        return new Rpcs();
    }

    private static <Q extends Message> GrpcCalls.Request<Q> of(Q request) {
        return new GrpcCalls.Request<>(A2aVersion.V1_0, Entry.ofCall().agentId(), MetadataHeaders.ofCall(), request);
    }

    private <T> void answer(Message request, StreamObserver<T> reply, Function<A2aCall, T> operation) {
        calls.answer(of(request), reply, operation);
    }

    private <Q> void follow(
            Message request, StreamObserver<StreamResponse> reply, Function<A2aCall, TaskEvents<Q>> operation) {
        calls.follow(of(request), reply, Function.identity(), operation);
    }

    private final class Rpcs extends A2AServiceGrpc.A2AServiceImplBase {
        @Override
        public void sendMessage(SendMessageRequest request, StreamObserver<SendMessageResponse> reply) {
            calls.send(of(request), reply, Function.identity(), call -> operations.send(call, request));
        }

        @Override
        public void sendStreamingMessage(SendMessageRequest request, StreamObserver<StreamResponse> reply) {
            follow(request, reply, call -> operations.stream(call, request));
        }

        @Override
        public void getTask(GetTaskRequest request, StreamObserver<Task> reply) {
            answer(request, reply, call -> operations.get(call, request));
        }

        @Override
        public void listTasks(ListTasksRequest request, StreamObserver<ListTasksResponse> reply) {
            answer(request, reply, call -> operations.list(call, request));
        }

        @Override
        public void cancelTask(CancelTaskRequest request, StreamObserver<Task> reply) {
            answer(request, reply, call -> operations.cancel(call, request));
        }

        @Override
        public void subscribeToTask(SubscribeToTaskRequest request, StreamObserver<StreamResponse> reply) {
            follow(request, reply, call -> operations.subscribe(call, request));
        }

        @Override
        public void createTaskPushNotificationConfig(
                TaskPushNotificationConfig request, StreamObserver<TaskPushNotificationConfig> reply) {
            answer(request, reply, call -> operations.createPush(call, request));
        }

        @Override
        public void getTaskPushNotificationConfig(
                GetTaskPushNotificationConfigRequest request, StreamObserver<TaskPushNotificationConfig> reply) {
            answer(request, reply, call -> operations.getPush(call, request));
        }

        @Override
        public void listTaskPushNotificationConfigs(
                ListTaskPushNotificationConfigsRequest request,
                StreamObserver<ListTaskPushNotificationConfigsResponse> reply) {
            answer(request, reply, call -> operations.listPush(call, request));
        }

        @Override
        public void deleteTaskPushNotificationConfig(
                DeleteTaskPushNotificationConfigRequest request, StreamObserver<Empty> reply) {
            answer(request, reply, call -> operations.deletePush(call, request));
        }

        @Override
        public void getExtendedAgentCard(GetExtendedAgentCardRequest request, StreamObserver<AgentCard> reply) {
            String authority = Entry.ofCall().authority();
            answer(request, reply, call -> extendedCards.get(call, request, authority));
        }
    }
}
