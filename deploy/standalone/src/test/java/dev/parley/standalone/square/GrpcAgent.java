package dev.parley.standalone.square;

import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.a2a.v03.TaskSubscriptionRequest;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.dialect.v03.FileBytes;
import dev.parley.proto.dialect.v03.V03Errors;
import dev.parley.proto.dialect.v03.V03ProtoReader;
import dev.parley.proto.dialect.v03.V03ProtoWriter;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The script over gRPC, in 1.0 or 0.3. */
final class GrpcAgent implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Server server;

    GrpcAgent(Speech.Version version, Script script) throws IOException {
        BindableService service = switch (version) {
            case V1_0 -> new V10(script);
            case V0_3 -> new V03(script);
            case V0_2, V0_1 -> throw new IllegalArgumentException(version + " has no gRPC");
        };
        this.server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .executor(threads)
                .addService(service)
                .build()
                .start();
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void close() throws InterruptedException {
        server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        threads.shutdownNow();
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private static void answer(
            StreamObserver<?> observer, Function<A2aException, StatusRuntimeException> told, Work work) {
        try {
            work.run();
            observer.onCompleted();
        } catch (A2aException e) {
            observer.onError(told.apply(e));
        } catch (InterruptedException e) {
            observer.onError(Status.UNAVAILABLE.asRuntimeException());
        }
    }

    /** As the Python SDK of 0.3 does it: by its name in the text, without details, and under a status of its own choice. */
    private static StatusRuntimeException toldByV03(A2aException error) {
        Status status = error.code() == A2aErrorCode.TASK_NOT_FOUND ? Status.NOT_FOUND : Status.UNIMPLEMENTED;
        return status.withDescription(V03Errors.name(error.code()).orElseThrow() + ": " + error.text())
                .asRuntimeException();
    }

    private static final class V10 extends A2AServiceGrpc.A2AServiceImplBase {
        private final Script script;

        V10(Script script) {
            this.script = script;
        }

        @Override
        public void sendMessage(SendMessageRequest request, StreamObserver<SendMessageResponse> observer) {
            answer(
                    observer,
                    RpcErrors::toStatus,
                    () -> observer.onNext(SendMessageResponse.newBuilder()
                            .setTask(script.send(request))
                            .build()));
        }

        @Override
        public void sendStreamingMessage(SendMessageRequest request, StreamObserver<StreamResponse> observer) {
            answer(observer, RpcErrors::toStatus, () -> script.stream(request, observer::onNext));
        }

        @Override
        public void getTask(GetTaskRequest request, StreamObserver<Task> observer) {
            answer(observer, RpcErrors::toStatus, () -> observer.onNext(script.get(request.getId())));
        }

        @Override
        public void cancelTask(CancelTaskRequest request, StreamObserver<Task> observer) {
            answer(observer, RpcErrors::toStatus, () -> observer.onNext(script.cancel(request.getId())));
        }

        @Override
        public void subscribeToTask(SubscribeToTaskRequest request, StreamObserver<StreamResponse> observer) {
            answer(observer, RpcErrors::toStatus, () -> script.subscribe(request.getId(), observer::onNext));
        }
    }

    private static final class V03 extends dev.parley.proto.a2a.v03.A2AServiceGrpc.A2AServiceImplBase {
        private final Script script;
        private final V03ProtoReader reader = new V03ProtoReader(new Faults(), FileBytes.BASE64);
        private final V03ProtoWriter writer = new V03ProtoWriter(FileBytes.BASE64);

        V03(Script script) {
            this.script = script;
        }

        @Override
        public void sendMessage(
                dev.parley.proto.a2a.v03.SendMessageRequest request,
                StreamObserver<dev.parley.proto.a2a.v03.SendMessageResponse> observer) {
            SendMessageRequest read = (SendMessageRequest) reader.request(request, "$");
            answer(
                    observer,
                    GrpcAgent::toldByV03,
                    () -> observer.onNext(writer.sent(SendMessageResponse.newBuilder()
                            .setTask(script.send(read))
                            .build())));
        }

        @Override
        public void sendStreamingMessage(
                dev.parley.proto.a2a.v03.SendMessageRequest request,
                StreamObserver<dev.parley.proto.a2a.v03.StreamResponse> observer) {
            SendMessageRequest read = (SendMessageRequest) reader.request(request, "$");
            answer(
                    observer,
                    GrpcAgent::toldByV03,
                    () -> script.stream(read, event -> observer.onNext(writer.event(event))));
        }

        @Override
        public void getTask(
                dev.parley.proto.a2a.v03.GetTaskRequest request,
                StreamObserver<dev.parley.proto.a2a.v03.Task> observer) {
            GetTaskRequest read = (GetTaskRequest) reader.request(request, "$");
            answer(observer, GrpcAgent::toldByV03, () -> observer.onNext(writer.task(script.get(read.getId()))));
        }

        @Override
        public void cancelTask(
                dev.parley.proto.a2a.v03.CancelTaskRequest request,
                StreamObserver<dev.parley.proto.a2a.v03.Task> observer) {
            CancelTaskRequest read = (CancelTaskRequest) reader.request(request, "$");
            answer(observer, GrpcAgent::toldByV03, () -> observer.onNext(writer.task(script.cancel(read.getId()))));
        }

        @Override
        public void taskSubscription(
                TaskSubscriptionRequest request, StreamObserver<dev.parley.proto.a2a.v03.StreamResponse> observer) {
            SubscribeToTaskRequest read = (SubscribeToTaskRequest) reader.request(request, "$");
            answer(
                    observer,
                    GrpcAgent::toldByV03,
                    () -> script.subscribe(read.getId(), event -> observer.onNext(writer.event(event))));
        }
    }
}
