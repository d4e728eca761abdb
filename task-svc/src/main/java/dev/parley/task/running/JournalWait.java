package dev.parley.task.running;

import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.task.journal.Commit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Waits for what the journal makes of a commit, and says in A2A's words why it came to nothing. */
final class JournalWait {
    private JournalWait() {}

    static A2aException unwrap(Throwable failure) {
        if (failure instanceof TimeoutException || failure.getCause() instanceof TimeoutException) {
            return A2aException.retryable(
                    A2aErrorCode.OVERLOADED, "The journal cannot be written now", java.time.Duration.ofSeconds(1));
        }
        Throwable cause = failure instanceof ExecutionException || failure instanceof CompletionException
                ? failure.getCause()
                : failure;
        return RpcErrors.fromStatus(cause == null ? failure : cause);
    }

    /** @throws A2aException OVERLOADED while the journal cannot be written */
    static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw unwrap(e);
        }
    }

    /**
     * Waits until it is known what became of an acceptance. When nobody can tell soon, the caller is told so, and
     * {@code late} begins the work should it turn out that it was written.
     */
    static Commit.Outcome decided(
            Commit commit, CompletableFuture<Commit.Outcome> outcome, Consumer<Commit.Outcome.Written> late) {
        try {
            CompletableFuture.anyOf(outcome, commit.givenUp()).join();
        } catch (CompletionException e) {
            if (!outcome.isDone()) {
                outcome.thenAccept(known -> {
                    if (known instanceof Commit.Outcome.Written written) {
                        late.accept(written);
                    }
                });
                throw unwrap(e);
            }
        }
        return join(outcome);
    }
}
