package dev.parley.task.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.task.journal.Commit.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The writer against a database that fails in every way one can. */
class GroupCommitTest {
    private final ScriptedStore store = new ScriptedStore();
    private final GroupCommit journal = new GroupCommit(store, InstantSource.system(), new SimpleMeterRegistry());

    @AfterEach
    void close() {
        store.gate.release(1000);
        journal.close();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private static void assertOverloaded(CompletableFuture<?> future) {
        assertThatThrownBy(() -> get(future))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        A2aException.class, e -> assertThat(e.code()).isEqualTo(A2aErrorCode.OVERLOADED));
    }

    @Test
    void lostAnswerOfABatchThatTookPlace_isLookedUpAndNotWrittenAgain() throws Exception {
        store.fail((batch, write) -> {
            write.run();
            throw new SQLException("connection lost after COMMIT", "08006");
        });
        Commit commit = Commits.accept("a");
        journal.submit(commit);
        assertThat(get(commit.outcome())).isEqualTo(new Outcome.Written(1));
        assertThat(store.written).containsExactly(commit);
    }

    @Test
    void lostBatchThatDidNotTakePlace_isWrittenAgain() throws Exception {
        store.fail((batch, write) -> {
            throw new SQLException("connection lost before COMMIT", "08006");
        });
        Commit commit = Commits.append(Commits.key());
        journal.submit(commit);
        assertThat(get(commit.outcome())).isEqualTo(new Outcome.Written(1));
        assertThat(store.written).containsExactly(commit);
    }

    @Test
    void acceptanceOfWhichNobodyCanTell_isGivenUpAndItsOutcomeFollows() throws Exception {
        store.fail((batch, write) -> {
            write.run();
            SQLException lost = new SQLException("connection lost after COMMIT", "08006");
            store.away(lost);
            throw lost;
        });
        Commit commit = Commits.accept("a");
        journal.submit(commit);
        assertOverloaded(commit.givenUp());
        assertThat(commit.outcome()).isNotDone();
        assertThatThrownBy(() -> journal.submit(Commits.accept("b"))).isInstanceOf(A2aException.class);

        store.away(null);
        assertThat(get(commit.outcome())).isEqualTo(new Outcome.Written(1));
    }

    @Test
    void acceptanceGivenUpThatWasNotWritten_isNotWrittenLater() throws Exception {
        SQLException away = new SQLException("connection refused", "08001");
        store.away(away);
        Commit acceptance = Commits.accept("a");
        Commit append = Commits.append(Commits.key());
        journal.submit(acceptance);
        journal.submit(append);
        assertOverloaded(acceptance.givenUp());

        store.away(null);
        assertOverloaded(acceptance.outcome());
        get(append.outcome());
        assertThat(store.written).containsExactly(append);
    }

    @Test
    void fullDisk_pausesAppendsAndRefusesMessagesUntilThereIsRoom() throws Exception {
        store.away(new SQLException("could not extend file: No space left on device", "53100"));
        Commit append = Commits.append(Commits.key());
        journal.submit(append);
        Commit acceptance = Commits.accept("a");
        journal.submit(acceptance);
        assertThatThrownBy(() -> get(CompletableFuture.anyOf(acceptance.outcome(), acceptance.givenUp())))
                .isInstanceOf(ExecutionException.class);
        assertThat(append.outcome()).isNotDone();
        assertThat(store.tries).hasValueLessThan(100);

        store.away(null);
        get(append.outcome());
        Commit next = Commits.accept("b");
        journal.submit(next);
        get(next.outcome());
    }

    @Test
    void anythingUnexpectedFromTheStore_countsAsUnknown() throws Exception {
        store.fail((batch, write) -> {
            write.run();
            throw new AssertionError("a bug");
        });
        Commit commit = Commits.accept("a");
        journal.submit(commit);
        assertThat(get(commit.outcome())).isEqualTo(new Outcome.Written(1));
        assertThat(store.written).hasSize(1);
    }

    @Test
    void entryThatCannotBeStored_failsAloneAndTheAnsweredKeysStillGo() throws Exception {
        store.holdWriter(journal);
        Commit bad = Commits.accept("bad");
        Commit good = Commits.accept("good");
        ScriptedStore.Fault refusal = (batch, write) -> {
            if (batch.contains(bad)) {
                throw new SQLException("invalid byte sequence", "22021");
            }
            write.run();
        };
        store.fail((batch, write) -> write.run(), refusal, refusal, refusal, refusal);
        journal.submit(bad);
        journal.submit(good);
        journal.answered(good.key(), Commits.intake("first"));
        store.gate.release(1000);

        get(good.outcome());
        assertThatThrownBy(() -> get(bad.outcome()))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(NotStorableException.class);
        assertThat(store.forgotten).hasSize(1);
    }

    @Test
    void withdrawal_keepsAKeyThatWasAboutToGo() throws Exception {
        store.holdWriter(journal);
        TaskKey task = Commits.key();
        journal.answered(task, Commits.intake("a"));
        CompletableFuture<Void> withdrawn = journal.withdraw(task, Commits.intake("a"));
        store.gate.release(1000);

        get(withdrawn);
        assertThat(store.forgotten).isEmpty();
        assertThat(store.restored).extracting(JournalStore.Withdrawn::task).containsExactly(task);
    }

    @Test
    void equalMessagesAtOnce_goOneAfterTheOther() throws Exception {
        store.holdWriter(journal);
        Commit one = Commits.accept("same");
        Commit two = Commits.accept("same");
        journal.submit(one);
        journal.submit(two);
        store.gate.release(1000);
        get(one.outcome());
        get(two.outcome());
        assertThat(store.batches)
                .noneMatch(batch -> batch.contains(one) && batch.contains(two))
                .anyMatch(batch -> batch.contains(two));
    }

    @Test
    void equalMessageAfterTheAnswer_waitsUntilTheKeyIsForgotten() throws Exception {
        store.holdWriter(journal);
        Commit again = Commits.accept("same");
        journal.answered(Commits.key(), Commits.intake("same"));
        journal.submit(again);
        store.gate.release(1000);
        get(again.outcome());
        assertThat(store.batches).endsWith(List.of(), List.of(again));
        assertThat(store.forgotten).hasSize(1);
    }
}
