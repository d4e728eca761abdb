package dev.parley.task.journal;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.task.journal.JournalStore.Answered;
import dev.parley.task.journal.JournalStore.Withdrawn;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys of messages that have been answered, and of answers that did not arrive, until the writer sees to them. Any thread adds; only
 * the writer takes.
 */
final class AnsweredKeys {
    private static final Logger log = LoggerFactory.getLogger(AnsweredKeys.class);

    private final JournalStore store;
    private final int mostAtOnce;
    private final ConcurrentLinkedQueue<Answered> answered = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Withdrawal> withdrawals = new ConcurrentLinkedQueue<>();

    private record Withdrawal(Withdrawn key, CompletableFuture<Void> done) {}

    /** @param mostAtOnce withdrawals in one statement */
    AnsweredKeys(JournalStore store, int mostAtOnce) {
        this.store = store;
        this.mostAtOnce = mostAtOnce;
    }

    void answered(TaskKey task, IntakeKey key) {
        if (!key.isOnce()) {
            answered.add(new Answered(task, key));
        }
    }

    CompletableFuture<Void> withdraw(TaskKey task, IntakeKey key) {
        Withdrawal withdrawal = new Withdrawal(new Withdrawn(task, key), new CompletableFuture<>());
        withdrawals.add(withdrawal);
        return withdrawal.done();
    }

    /**
     * What the writer is to know before its next batch.
     *
     * @param done to be removed with the batch
     * @param restored just now: held again, so not to be claimed in this batch
     */
    record Taken(List<Answered> done, Set<Answered> restored) {}

    /** Takes what has been answered. What was withdrawn of it was never answered; what is gone already comes back. */
    Taken take() {
        Set<Answered> done = new HashSet<>();
        for (Answered next = answered.poll(); next != null; next = answered.poll()) {
            done.add(next);
        }
        Set<Answered> restored = restoreWithdrawn();
        done.removeAll(restored);
        return new Taken(List.copyOf(done), restored);
    }

    /** Few, as a rule. */
    private Set<Answered> restoreWithdrawn() {
        List<Withdrawal> wanted = new ArrayList<>();
        for (Withdrawal next = withdrawals.poll();
                next != null;
                next = wanted.size() < mostAtOnce ? withdrawals.poll() : null) {
            wanted.add(next);
        }
        if (wanted.isEmpty()) {
            return Set.of();
        }
        try {
            store.restore(wanted.stream().map(Withdrawal::key).toList());
            wanted.forEach(withdrawal -> withdrawal.done().complete(null));
        } catch (SQLException | RuntimeException | Error e) {
            log.atWarn().setCause(e).log("withdrawn answers not restored");
            wanted.forEach(withdrawal -> withdrawal
                    .done()
                    .completeExceptionally(A2aException.retryable(
                            A2aErrorCode.OVERLOADED, "The journal is away", Duration.ofSeconds(1))));
        }
        return wanted.stream().map(withdrawal -> withdrawal.key().answered()).collect(Collectors.toSet());
    }
}
