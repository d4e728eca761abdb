package dev.parley.edge.calls;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** The one answer to a call that takes a stream; it may come before the stream has ended. */
record FirstAnswer<T>(CompletableFuture<T> answer) implements StreamObserver<T> {
    @Override
    public void onNext(T value) {
        answer.complete(value);
    }

    @Override
    public void onError(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
        // where there was an answer, this changes nothing
        answer.completeExceptionally(new A2aException(A2aErrorCode.INTERNAL_ERROR, "Internal error"));
    }
}
