package dev.parley.edge.grpc;

import com.google.protobuf.Message;
import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.connection.UndeliveredAnswers;
import dev.parley.edge.operations.A2aCall;
import dev.parley.edge.operations.ProtocolVersion;
import dev.parley.edge.operations.Sent;
import dev.parley.edge.operations.TaskEvents;
import dev.parley.edge.stream.TaskStreams;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.json.Completeness;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** What the calls of every version have in common: caller, version, what a request must have, how it is answered. */
@Singleton
final class GrpcCalls {
    private final CallerScope callers;
    private final Completeness completeness;
    private final ProtocolVersion version;
    private final TaskStreams streams;
    private final UndeliveredAnswers undelivered;

    GrpcCalls(
            CallerScope callers,
            Completeness completeness,
            ProtocolVersion version,
            TaskStreams streams,
            UndeliveredAnswers undelivered) {
        this.callers = callers;
        this.completeness = completeness;
        this.version = version;
        this.streams = streams;
        this.undelivered = undelivered;
    }

    /**
     * A request as it came.
     *
     * @param version of the service that was called
     * @param agentId what it is for as its metadata says, or {@link dev.parley.edge.calls.Endpoints#MESH}
     * @param headers its metadata
     */
    record Request<Q extends Message>(A2aVersion version, String agentId, CallHeaders headers, Q message) {}

    /** Runs an operation as the caller, once its request has been found good. */
    <T> T asCaller(Request<?> request, Function<A2aCall, T> operation) {
        return callers.run(request.headers(), () -> {
            version.check(ProtocolVersion.text(request.headers()), request.version());
            RequestCheck.require(request.message(), completeness);
            return operation.apply(A2aCall.of(request.agentId(), "$", request.headers(), request.version()));
        });
    }

    <T> void answer(Request<?> request, StreamObserver<T> reply, Function<A2aCall, T> operation) {
        T result = asCaller(request, operation);
        reply.onNext(result);
        reply.onCompleted();
    }

    /** @param form the reply in the words of the version */
    <R> void send(
            Request<?> request,
            StreamObserver<R> reply,
            Function<SendMessageResponse, R> form,
            Function<A2aCall, Sent> operation) {
        AnswerDelivery<R> delivery = AnswerDelivery.watch(reply, undelivered);
        Sent sent = asCaller(request, operation);
        delivery.send(form.apply(sent.response()), sent.answer());
    }

    /** @param form an event in the words of the version */
    <Q, R> void follow(
            Request<?> request,
            StreamObserver<R> reply,
            Function<StreamResponse, R> form,
            Function<A2aCall, TaskEvents<Q>> operation) {
        GrpcStream<Q, R> stream = new GrpcStream<>((ServerCallStreamObserver<R>) reply, form, streams::leave);
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
}
