package dev.parley.edge.grpc;

import dev.parley.edge.connection.Answer;
import dev.parley.edge.connection.UndeliveredAnswers;
import dev.parley.edge.operations.Sent;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether the answer to a message reaches its caller. A caller that leaves while the answer is waited for is
 * noticed when the handler has returned, for gRPC tells a call one thing at a time: by then the answer is known and can be
 * withdrawn. Used by one call.
 */
final class AnswerDelivery {
    private final StreamObserver<SendMessageResponse> reply;
    private final UndeliveredAnswers undelivered;
    private volatile @Nullable Answer answer;

    private AnswerDelivery(StreamObserver<SendMessageResponse> reply, UndeliveredAnswers undelivered) {
        this.reply = reply;
        this.undelivered = undelivered;
    }

    /** Called on the call's own thread, before anything is waited for. */
    static AnswerDelivery watch(StreamObserver<SendMessageResponse> reply, UndeliveredAnswers undelivered) {
        AnswerDelivery delivery = new AnswerDelivery(reply, undelivered);
        ((ServerCallStreamObserver<SendMessageResponse>) reply).setOnCancelHandler(delivery::callerLeft);
        return delivery;
    }

    void send(Sent sent) {
        answer = sent.answer();
        reply.onNext(sent.response());
        reply.onCompleted();
    }

    private void callerLeft() {
        Answer lost = answer;
        if (lost != null) {
            undelivered.undelivered(lost);
        }
    }
}
