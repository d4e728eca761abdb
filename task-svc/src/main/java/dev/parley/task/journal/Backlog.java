package dev.parley.task.journal;

import com.google.protobuf.ByteString;
import dev.parley.task.journal.JournalStore.Answered;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Commits that wait to be written, and which of them make the next batch: one a task and one an intake key, in the order in which
 * they came. Any thread may offer; the rest is the writer's.
 */
final class Backlog {
    private final BlockingQueue<Commit> queue = new ArrayBlockingQueue<>(GroupCommit.QUEUE);
    private final Deque<Commit> postponed = new ArrayDeque<>();

    /** What one message at a time may hold, whichever it is. */
    private record Claim(String tenant, ByteString key) {
        static Claim of(Answered answered) {
            return new Claim(answered.tenant(), answered.key().key());
        }
    }

    /** False when it is full. */
    boolean offer(Commit commit) {
        return queue.offer(commit);
    }

    /** False when it is full for as long as that. */
    boolean offer(Commit commit, long seconds) throws InterruptedException {
        return queue.offer(commit, seconds, TimeUnit.SECONDS);
    }

    /** How many wait that no batch has passed over. */
    int queued() {
        return queue.size();
    }

    boolean isEmpty() {
        return queue.isEmpty() && postponed.isEmpty();
    }

    /** What waits to be committed; waits for it a moment when there is nothing. */
    List<Commit> candidates() throws InterruptedException {
        List<Commit> candidates = new ArrayList<>(postponed);
        postponed.clear();
        if (candidates.isEmpty()) {
            // answered keys alone are no reason to hurry: they go with the next message, or after a moment
            Commit first = queue.poll(20, TimeUnit.MILLISECONDS);
            if (first == null) {
                return List.of();
            }
            candidates.add(first);
        }
        queue.drainTo(candidates, Math.max(0, GroupCommit.MAX_COMMITS - candidates.size()));
        return candidates;
    }

    /** Those that go; a key that changes hands with this batch is claimed again in the next. The others are candidates again. */
    List<Commit> choose(List<Commit> candidates, AnsweredKeys.Taken changing) {
        Set<TaskKey> tasks = new HashSet<>();
        Set<Claim> keys = new HashSet<>();
        changing.done().forEach(answer -> keys.add(Claim.of(answer)));
        changing.restored().forEach(answer -> keys.add(Claim.of(answer)));
        List<Commit> batch = new ArrayList<>(candidates.size());
        long bytes = 0;
        for (Commit commit : candidates) {
            IntakeKey intake = commit.intake();
            // both also when it waits: nothing of its task or its key may overtake it
            boolean taskTaken = !tasks.add(commit.key());
            boolean keyTaken =
                    intake != null && !keys.add(new Claim(commit.key().tenant(), intake.key()));
            if (taskTaken || keyTaken || (bytes > GroupCommit.MAX_BYTES && !batch.isEmpty())) {
                postponed.add(commit);
            } else {
                batch.add(commit);
                bytes += weight(commit);
            }
        }
        return batch;
    }

    private static long weight(Commit commit) {
        long bytes = 0;
        for (NewEntry entry : commit.entries()) {
            bytes += entry.body().getSerializedSize();
        }
        bytes += commit.change().checkpoint() == null
                ? 0
                : commit.change().checkpoint().getSerializedSize();
        return bytes;
    }

    /** Takes out the messages that are not accepted yet: of what never went out it is known that nothing was written. */
    void refuseAcceptances(Consumer<Commit> refused) {
        refuse(queue, refused);
        refuse(postponed, refused);
    }

    private static void refuse(Collection<Commit> waiting, Consumer<Commit> refused) {
        waiting.removeIf(commit -> {
            if (commit.isAcceptance()) {
                refused.accept(commit);
            }
            return commit.isAcceptance();
        });
    }
}
