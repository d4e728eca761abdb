package dev.parley.task.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.EventEntry;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.Commits;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.GroupCommit;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.NotStorableException;
import dev.parley.task.journal.RowChange;
import dev.parley.task.journal.ScriptedStore;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.lifecycle.TaskFold;
import dev.parley.task.lifecycle.TaskState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveTaskTest {
    private final ScriptedStore store = new ScriptedStore();
    private final GroupCommit journal = new GroupCommit(store, InstantSource.system(), new SimpleMeterRegistry());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TaskMetrics metrics = new TaskMetrics(meters);
    private final TaskKey key = Commits.key();
    private final LiveTask task = new LiveTask(
            Commits.row(key),
            new TaskFold(
                    key.toString(),
                    "c",
                    TaskStatus.newBuilder().setState(TaskState.SUBMITTED.wire()).build()),
            0,
            journal,
            metrics);

    @AfterEach
    void close() {
        store.gate.release(100_000);
        journal.close();
    }

    private NewEntry status(TaskState state) {
        StreamResponse event = StreamResponse.newBuilder()
                .setStatusUpdate(TaskStatusUpdateEvent.newBuilder()
                        .setTaskId(key.toString())
                        .setContextId("c")
                        .setStatus(TaskStatus.newBuilder().setState(state.wire())))
                .build();
        return new NewEntry(
                EntryKind.EVENT, EventEntry.newBuilder().setEvent(event).build(), Commits.AT);
    }

    private void append(TaskState state) {
        task.append(status(state), RowChange.status(state, Commits.AT, null, null));
    }

    private Commit followUp(String text) {
        Message message = Message.newBuilder()
                .setMessageId(text)
                .setRole(Role.ROLE_USER)
                .addParts(Part.newBuilder().setText(text))
                .build();
        SendMessageCall.Builder call = SendMessageCall.newBuilder();
        call.getRequestBuilder().setMessage(message);
        AcceptedEntry accepted = AcceptedEntry.newBuilder().setCall(call).build();
        return Commit.command(
                key, Commits.intake(text), List.of(new NewEntry(EntryKind.ACCEPTED, accepted, Commits.AT)));
    }

    @Test
    void append_doesNotHoldUpTheWriterWhileTheQueueIsFull() throws Exception {
        store.holdWriter(journal);
        CompletableFuture<Commit.Outcome> command = task.command(Commit.command(key, null, List.of(Commits.entry())));
        fillQueue();
        Thread appending = Thread.startVirtualThread(() -> append(TaskState.WORKING));
        store.gate.release(1_000_000);

        command.get(20, TimeUnit.SECONDS);
        assertThat(appending.join(Duration.ofSeconds(20))).isTrue();
        task.awaitDurable();
        assertThat(task.state()).isEqualTo(TaskState.WORKING);
    }

    @Test
    void end_isCountedOnceItIsCommitted() {
        store.gate.drainPermits();
        append(TaskState.WORKING);
        append(TaskState.COMPLETED);
        assertThat(meters.find("a2a.tasks").counter()).isNull();
        store.gate.release(1000);
        task.awaitDurable();
        append(TaskState.COMPLETED);
        task.awaitDurable();
        assertThat(meters.get("a2a.tasks").tag("status", "success").counter().count())
                .isEqualTo(1);
    }

    private void fillQueue() {
        try {
            for (int i = 0; ; i++) {
                journal.submit(Commits.accept("fill-" + i));
            }
        } catch (A2aException full) {
            assertThat(full).hasMessageContaining("waiting");
        }
    }

    @Test
    void snapshot_isNotKeptWhereACommandCameBetween() throws Exception {
        store.gate.drainPermits();
        append(TaskState.WORKING);
        CompletableFuture<Commit.Outcome> command = task.command(followUp("more"));
        append(TaskState.INPUT_REQUIRED);
        store.gate.release(1000);
        command.get(20, TimeUnit.SECONDS);
        task.awaitDurable();

        Commit stop = store.written.getLast();
        assertThat(stop.change().snapshot()).isNotNull();
        long entriesBefore = store.written.stream()
                .filter(commit -> commit.key().equals(key) && !commit.equals(stop))
                .count();
        boolean kept = stop.change().snapshotBase() == entriesBefore;
        boolean complete =
                java.util.Objects.requireNonNull(stop.change().snapshot()).getHistoryCount() == 1;
        assertThat(kept).as("a snapshot that is kept holds the follow-up").isEqualTo(complete);
    }

    @Test
    void entryThatCannotBeStored_isToldOnceAndTheTaskGoesOn() {
        store.fail((batch, write) -> {
            throw new SQLException("invalid byte sequence", "22021");
        });
        append(TaskState.WORKING);
        assertThatThrownBy(task::awaitDurable).isInstanceOf(NotStorableException.class);
        assertThat(task.expectedState()).isEqualTo(TaskState.SUBMITTED);

        append(TaskState.FAILED);
        task.awaitDurable();
        assertThat(task.state()).isEqualTo(TaskState.FAILED);
        assertThat(task.isLost()).isFalse();
    }

    @Test
    void turn_countsAsServedWithItsFirstStatus() {
        task.beginTurn();
        task.append(Commits.entry(), RowChange.NONE);
        append(TaskState.WORKING);
        append(TaskState.COMPLETED);
        task.awaitDurable();
        assertThat(store.written).extracting(commit -> commit.change().served()).containsOnlyOnce(1);
    }

    @Test
    void promise_isNotGivenWhileABareMessageIsOnItsWay() {
        store.gate.drainPermits();
        StreamResponse hello = StreamResponse.newBuilder()
                .setMessage(Message.newBuilder().setMessageId("hello"))
                .build();
        NewEntry entry = new NewEntry(
                EntryKind.EVENT, EventEntry.newBuilder().setEvent(hello).build(), Commits.AT);
        LiveTask named = new LiveTask(
                Commits.rowOf(key, "agent"),
                new TaskFold(key.toString(), "c", TaskStatus.getDefaultInstance()),
                0,
                journal,
                metrics);
        assertThat(named.appendBareMessage(entry, RowChange.bareMessage(Commits.AT, null)))
                .isTrue();
        assertThat(named.promiseTask()).isFalse();

        LiveTask promised = new LiveTask(
                Commits.rowOf(Commits.key(), "agent"),
                new TaskFold(key.toString(), "c", TaskStatus.getDefaultInstance()),
                0,
                journal,
                metrics);
        assertThat(promised.promiseTask()).isTrue();
        assertThat(promised.appendBareMessage(entry, RowChange.bareMessage(Commits.AT, null)))
                .isFalse();
    }
}
