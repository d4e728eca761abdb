package dev.parley.router.rpc;

import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.CallRequest;
import dev.parley.proto.router.v1.CallStep;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/** A call that this router has, and that its caller has not let go yet: its steps as they come. */
final class OfferedCall implements StreamObserver<CallStep> {
    /** Far less than a task's lease: a caller that was frozen and lost its task cannot start an agent when it wakes up. */
    private static final Duration GO_WITHIN = Duration.ofSeconds(2);

    private final BiConsumer<CallRequest, OfferedCall> requested;
    private final CompletableFuture<Boolean> go = new CompletableFuture<>();
    private boolean begun;

    /** @param requested takes the request, on the call's own thread, and starts what serves it */
    OfferedCall(BiConsumer<CallRequest, OfferedCall> requested) {
        this.requested = requested;
    }

    @Override
    public void onNext(CallStep step) {
        switch (step.getStepCase()) {
            case REQUEST -> {
                if (begun) {
                    throw A2aException.invalidParams("$.request", "a second request (expected: one a call)");
                }
                begun = true;
                requested.accept(step.getRequest(), this);
            }
            case GO -> {
                if (!begun) {
                    throw A2aException.invalidParams("$.go", "no request before it (expected: request, then go)");
                }
                go.complete(true);
            }
            case STEP_NOT_SET -> throw A2aException.invalidParams("$", "no step (expected: request or go)");
        }
    }

    /** Waits for the caller's word; false when it does not come in time, or never will. */
    boolean mayGo() throws InterruptedException {
        try {
            return go.get(GO_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // never completed so
        }
    }

    @Override
    public void onError(Throwable left) {
        go.complete(false);
    }

    @Override
    public void onCompleted() {
        if (!begun) {
            throw A2aException.invalidParams("$", "no step (expected: request, then go)");
        }
        go.complete(false); // unless it was said before
    }
}
