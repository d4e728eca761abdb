package dev.parley.task.running;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.CancelRequestedEntry;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.GroupCommit;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.Ownership;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What is done to a task that another instance runs, or none: a command goes into its journal, which needs no epoch, and its owner is
 * called; what comes of it is read from the journal. Safe for concurrent use.
 */
public final class OtherOwners {
    private static final int PAGE = 64;
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final int WISH_SECONDS = 10;

    private final JournalStore store;
    private final GroupCommit journal;
    private final Ownership ownership;
    private final LiveTasks live;
    private final RunConfig config;
    private final InstantSource clock;

    public OtherOwners(
            JournalStore store,
            GroupCommit journal,
            Ownership ownership,
            LiveTasks live,
            RunConfig config,
            InstantSource clock) {
        this.store = store;
        this.journal = journal;
        this.ownership = ownership;
        this.live = live;
        this.config = config;
        this.clock = clock;
    }

    /** Why the task cannot take the message, as far as its row and its journal tell now. */
    Optional<A2aException> refusal(TaskKey key, Message message) {
        TaskRow row = store.find(key).orElseThrow(() -> TaskKey.notFound(key.toString()));
        return FollowUpLimits.refusal(live.load(row, true), new Inbox.Waiting(row.waiting(), 0), message, config);
    }

    /** Writes a command; its owner is called when it is durable. Fenced: the task has ended. */
    CompletableFuture<Commit.Outcome> command(Commit commit) {
        journal.submit(commit);
        return commit.outcome().thenApply(outcome -> {
            if (outcome instanceof Commit.Outcome.Written) {
                // not on the journal's own thread
                Thread.startVirtualThread(() -> ownership.callUp(commit.key()));
            }
            return outcome;
        });
    }

    /** Writes what watchers do not see into a task's journal, whoever runs it and whether it has ended; waits until it is written. */
    void note(TaskKey key, NewEntry entry) {
        Commit commit = Commit.note(key, entry);
        CompletableFuture<Commit.Outcome> outcome = live.find(key)
                .map(running -> running.task().command(commit))
                .orElseGet(() -> {
                    journal.submit(commit);
                    return commit.outcome();
                });
        JournalWait.join(outcome.orTimeout(WISH_SECONDS, TimeUnit.SECONDS));
    }

    /**
     * Has the task canceled by its owner. The owner's instance asks the agent, with nothing of what the caller said beside it.
     *
     * @return canceled; or as it is, when nobody has confirmed it within {@code cancelAnswer}
     * @throws A2aException TASK_NOT_CANCELABLE when it has ended otherwise, or the agent refuses
     */
    Task cancel(TaskKey key) throws InterruptedException {
        NewEntry wish =
                new NewEntry(EntryKind.CANCEL_REQUESTED, CancelRequestedEntry.getDefaultInstance(), clock.instant());
        Commit.Outcome outcome = JournalWait.join(
                command(Commit.command(key, null, List.of(wish))).orTimeout(WISH_SECONDS, TimeUnit.SECONDS));
        if (!(outcome instanceof Commit.Outcome.Written written)) {
            return CancelRequests.ended(load(key));
        }
        long deadline = clock.millis() + config.cancelAnswer().toMillis();
        for (long cursor = written.firstSequence(); clock.millis() < deadline; ) {
            List<Entry> entries = store.read(key, cursor, PAGE);
            if (entries.stream().anyMatch(entry -> entry.kind() == EntryKind.CANCEL_REFUSED)) {
                throw CancelRequests.notCancelable(load(key));
            }
            if (entries.isEmpty()) {
                LiveTask task = load(key);
                if (task.state().isTerminal()) {
                    return CancelRequests.ended(task);
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            } else {
                cursor = entries.getLast().sequence();
            }
        }
        return load(key).toTask();
    }

    private LiveTask load(TaskKey key) {
        return live.load(store.find(key).orElseThrow(() -> TaskKey.notFound(key.toString())), true);
    }
}
