package dev.parley.router.rpc;

import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.CallRequest;
import dev.parley.proto.router.v1.CallStep;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A call that this router has, and that its caller has not let go yet: its steps as they come. */
final class OfferedCall implements StreamObserver<CallStep> {
    /** Far less than a task's lease: by the time that a caller frozen meanwhile has lost its task, its word for this call is too late. */
    private static final Duration GO_WITHIN = Duration.ofSeconds(2);

    private final BiConsumer<CallRequest, OfferedCall> requested;
    // the first word counts
    private final BlockingQueue<Boolean> go = new ArrayBlockingQueue<>(1);
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
                go.offer(true);
            }
            case STEP_NOT_SET -> throw A2aException.invalidParams("$", "no step (expected: request or go)");
        }
    }

    /** Waits, once, for the caller's word; false when it does not come in time, or never will. */
    boolean mayGo() throws InterruptedException {
        return Boolean.TRUE.equals(go.poll(GO_WITHIN.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void onError(Throwable left) {
        go.offer(false);
    }

    @Override
    public void onCompleted() {
        if (!begun) {
            throw A2aException.invalidParams("$", "no step (expected: request, then go)");
        }
        go.offer(false); // unless it was said before
    }
}
