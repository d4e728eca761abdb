package dev.parley.edge.grpc;

import dev.parley.edge.connection.Answer;
import dev.parley.edge.connection.UndeliveredAnswers;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether the answer to a message reaches its caller. A caller that leaves while the answer is waited for is
 * noticed when the handler has returned, for gRPC tells a call one thing at a time: by then the answer is known and can be
 * withdrawn. Used by one call.
 *
 * @param <R> the reply
 */
final class AnswerDelivery<R> {
    private final StreamObserver<R> reply;
    private final UndeliveredAnswers undelivered;
    private volatile @Nullable Answer answer;

    private AnswerDelivery(StreamObserver<R> reply, UndeliveredAnswers undelivered) {
        this.reply = reply;
        this.undelivered = undelivered;
    }

    /** Called on the call's own thread, before anything is waited for. */
    static <R> AnswerDelivery<R> watch(StreamObserver<R> reply, UndeliveredAnswers undelivered) {
        AnswerDelivery<R> delivery = new AnswerDelivery<>(reply, undelivered);
        ((ServerCallStreamObserver<R>) reply).setOnCancelHandler(delivery::callerLeft);
        return delivery;
    }

    /** @param withdrawable what must be withdrawn if the response does not reach the caller */
    void send(R response, Answer withdrawable) {
        answer = withdrawable;
        reply.onNext(response);
        reply.onCompleted();
    }

    private void callerLeft() {
        Answer lost = answer;
        if (lost != null) {
            undelivered.undelivered(lost);
        }
    }
}
