package dev.parley.task.running;

import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Waits for what the journal makes of a commit, and says in A2A's words why it came to nothing. */
final class JournalWait {
    private JournalWait() {}

    static A2aException unwrap(Throwable failure) {
        if (failure instanceof TimeoutException || failure.getCause() instanceof TimeoutException) {
            return A2aException.retryable(
                    A2aErrorCode.OVERLOADED, "The journal cannot be written now", java.time.Duration.ofSeconds(1));
        }
        Throwable cause =
                failure instanceof ExecutionException || failure instanceof java.util.concurrent.CompletionException
                        ? failure.getCause()
                        : failure;
        return RpcErrors.fromStatus(cause == null ? failure : cause);
    }

    /** @throws A2aException OVERLOADED while the journal cannot be written */
    static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (java.util.concurrent.CompletionException e) {
            throw unwrap(e);
        }
    }
}
