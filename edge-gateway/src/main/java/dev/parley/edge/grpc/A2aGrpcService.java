package dev.parley.edge.grpc;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.card.ExtendedCards;
import dev.parley.edge.connection.UndeliveredAnswers;
import dev.parley.edge.operations.A2aCall;
import dev.parley.edge.operations.Operations;
import dev.parley.edge.operations.ProtocolVersion;
import dev.parley.edge.operations.Sent;
import dev.parley.edge.operations.TaskEvents;
import dev.parley.edge.stream.TaskStreams;
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
import dev.parley.proto.jsonrpc.A2aMethod;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.function.Function;

/**
 * The service of A2A 1.0. The request's {@code tenant} is the id of an agent, none is the mesh itself, or the agent whose
 * listener it is. Not a
 * {@link io.grpc.BindableService} bean: those are internal services, which trust what a call says of its caller.
 */
@Singleton
final class A2aGrpcService {
    private final CallerScope callers;
    private final ProtocolVersion version;
    private final Operations operations;
    private final ExtendedCards extendedCards;
    private final TaskStreams streams;
    private final UndeliveredAnswers undelivered;

    A2aGrpcService(
            CallerScope callers,
            ProtocolVersion version,
            Operations operations,
            ExtendedCards extendedCards,
            TaskStreams streams,
            UndeliveredAnswers undelivered) {
        this.callers = callers;
        this.version = version;
        this.operations = operations;
        this.extendedCards = extendedCards;
        this.streams = streams;
        this.undelivered = undelivered;
    }

    A2AServiceGrpc.A2AServiceImplBase rpcs() {
        return new Rpcs();
    }

    /** Runs an operation as the caller, once its request has been found good. */
    private <T> T asCaller(Message request, Function<A2aCall, T> operation) {
        CallHeaders headers = MetadataHeaders.ofCall();
        String agentId = Entry.ofCall().agentId();
        return callers.run(headers, () -> {
            version.check(headers.first(ProtocolVersion.NAME), A2aVersion.V1_0);
            RequestCheck.require(request);
            return operation.apply(A2aCall.of(agentId, "$", headers));
        });
    }

    private <T> void answer(Message request, StreamObserver<T> reply, Function<A2aCall, T> operation) {
        T result = asCaller(request, operation);
        reply.onNext(result);
        reply.onCompleted();
    }

    private void refuse(Message request, A2aMethod method) {
        asCaller(request, call -> {
            throw Operations.unsupported(method);
        });
    }

    private <Q> void follow(
            Message request, StreamObserver<StreamResponse> reply, Function<A2aCall, TaskEvents<Q>> operation) {
        GrpcStream<Q> stream = new GrpcStream<>((ServerCallStreamObserver<StreamResponse>) reply, streams::leave);
        asCaller(request, call -> {
            TaskEvents<Q> events = operation.apply(call);
            streams.enter(stream);
            try {
                events.start(stream);
            } catch (RuntimeException e) {
                streams.leave(stream);
                throw e;
            }
            return stream;
        });
    }

    private final class Rpcs extends A2AServiceGrpc.A2AServiceImplBase {
        @Override
        public void sendMessage(SendMessageRequest request, StreamObserver<SendMessageResponse> reply) {
            AnswerDelivery delivery = AnswerDelivery.watch(reply, undelivered);
            Sent sent = asCaller(request, call -> operations.send(call, request));
            delivery.send(sent);
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
            refuse(request, A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG);
        }

        @Override
        public void getTaskPushNotificationConfig(
                GetTaskPushNotificationConfigRequest request, StreamObserver<TaskPushNotificationConfig> reply) {
            refuse(request, A2aMethod.GET_TASK_PUSH_NOTIFICATION_CONFIG);
        }

        @Override
        public void listTaskPushNotificationConfigs(
                ListTaskPushNotificationConfigsRequest request,
                StreamObserver<ListTaskPushNotificationConfigsResponse> reply) {
            refuse(request, A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS);
        }

        @Override
        public void deleteTaskPushNotificationConfig(
                DeleteTaskPushNotificationConfigRequest request, StreamObserver<Empty> reply) {
            refuse(request, A2aMethod.DELETE_TASK_PUSH_NOTIFICATION_CONFIG);
        }

        @Override
        public void getExtendedAgentCard(GetExtendedAgentCardRequest request, StreamObserver<AgentCard> reply) {
            String authority = Entry.ofCall().authority();
            answer(request, reply, call -> extendedCards.get(call, request, authority));
        }
    }
}
