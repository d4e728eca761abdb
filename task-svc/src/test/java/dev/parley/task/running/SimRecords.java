package dev.parley.task.running;

import com.google.protobuf.ByteString;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.router.v1.RetryPolicy;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.JournalStore.Withdrawn;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import dev.parley.task.simulation.SimJournal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What has happened, as nobody inside the simulation knows it, and what of that may never be. */
final class SimRecords {
    private final SimWorld world;
    private final Map<ByteString, Holder> holders = new HashMap<>();
    private final Map<TaskKey, List<StreamResponse>> shown = new HashMap<>();
    private final Map<String, Integer> starts = new HashMap<>();
    private final Map<String, TaskKey> acknowledged = new HashMap<>();
    private final Map<TaskKey, List<List<StreamResponse>>> watched = new HashMap<>();
    private final Set<TaskKey> ended = new HashSet<>();
    int entries;

    SimRecords(SimWorld world) {
        this.world = world;
    }

    /** Which task holds the key of a message, and whether that has been answered. */
    private static final class Holder {
        final TaskKey task;
        final boolean once;
        int answers;

        Holder(TaskKey task, boolean once) {
            this.task = task;
            this.once = once;
        }
    }

    /** A rule that did not hold. */
    static final class Violation extends AssertionError {
        Violation(String what) {
            super(what);
        }
    }

    static String brief(TaskKey key) {
        return "task " + (key.id().getLeastSignificantBits() & 0xFFFF);
    }

    void require(boolean rule, String otherwise) {
        if (!rule) {
            world.say("VIOLATION: " + otherwise);
            throw new Violation(otherwise);
        }
    }

    void committed(SimLife life, List<Commit> batch, List<Commit.Outcome> outcomes) {
        for (int i = 0; i < batch.size(); i++) {
            Commit commit = batch.get(i);
            world.say(life.name + " commits " + brief(commit.key()) + " "
                    + commit.entries().stream()
                            .map(entry -> entry.kind().name())
                            .collect(Collectors.joining("+"))
                    + " " + commit.change().state() + ": " + outcomes.get(i));
            if (outcomes.get(i) instanceof Commit.Outcome.Written) {
                written(life, commit);
            }
        }
    }

    private void written(SimLife life, Commit commit) {
        require(
                commit.epoch() == Commit.ANY_EPOCH || life.incarnation.equals(world.database.owner(commit.key())),
                life.name + " wrote as owner to " + brief(commit.key()) + ", which another owns");
        IntakeKey intake = commit.intake();
        if (intake != null) {
            accepted(commit.key(), intake);
        }
        for (NewEntry entry : commit.entries()) {
            entries++;
            require(
                    commit.epoch() != Commit.ANY_EPOCH || !ended.contains(commit.key()),
                    brief(commit.key()) + " has ended and took a command");
            entry.shown().ifPresent(event -> {
                require(
                        !ended.contains(commit.key()),
                        brief(commit.key()) + " has ended and shows " + event.getPayloadCase() + " after that");
                shown.computeIfAbsent(commit.key(), key -> new ArrayList<>()).add(event);
                if (isEnd(event)) {
                    ended.add(commit.key());
                }
            });
        }
    }

    static boolean isEnd(StreamResponse event) {
        TaskState state = TaskState.of(
                event.hasTask()
                        ? event.getTask().getStatus().getState()
                        : event.getStatusUpdate().getStatus().getState());
        return event.hasMessage() || (state != null && state.isTerminal());
    }

    private void accepted(TaskKey task, IntakeKey intake) {
        Holder before = holders.put(intake.key(), new Holder(task, intake.isOnce()));
        require(
                before == null || (before.answers > 0 && !before.once),
                "a message was accepted twice: first as " + (before == null ? "" : brief(before.task)) + ", then as "
                        + brief(task));
    }

    void answered(TaskKey task, IntakeKey intake) {
        Holder holder = holders.get(intake.key());
        if (holder != null && holder.task.equals(task)) {
            holder.answers++;
        }
    }

    void withdrawn(Withdrawn back) {
        Holder holder = holders.get(back.key().key());
        if (holder != null && holder.task.equals(back.task())) {
            holder.answers--; // another call's answer may have arrived all the same
        }
    }

    /** An instance lets a call go to an agent: it must own the task. */
    void letGo(SimRunner runner) {
        require(
                runner.life.incarnation.equals(world.database.owner(runner.task.key())),
                runner.life.name + " lets a call of " + brief(runner.task.key()) + " go, which another owns");
    }

    void started(TaskKey task, Run run) {
        String message = brief(task) + " message " + run.sequence();
        String whole = task + " " + run.sequence();
        world.say("agent starts " + message);
        int times = starts.merge(whole, 1, Integer::sum);
        require(
                times == 1 || run.accepted().getCall().getNeed().getRetry() == RetryPolicy.RETRY_POLICY_ALWAYS,
                "the agent was started " + times + " times for " + message);
        require(hasAttempt(task, run.sequence()), "no attempt of " + message + " is durable");
    }

    private boolean hasAttempt(TaskKey task, long sequence) {
        return journal(task).stream()
                .anyMatch(entry ->
                        entry.body() instanceof AttemptEntry attempt && attempt.getAcceptedSequence() == sequence);
    }

    private List<Entry> journal(TaskKey task) {
        return store().read(task, 0, 100_000);
    }

    private SimJournal store() {
        return new SimJournal(world.database, new UUID(0, 0));
    }

    /** A caller was told that its message is part of that task. */
    void acknowledged(String messageId, TaskKey task) {
        acknowledged.put(messageId, task);
    }

    void watched(TaskKey task, List<StreamResponse> events) {
        watched.computeIfAbsent(task, key -> new ArrayList<>()).add(events);
    }

    /** When all faults are over and everything has had the time to come to its end. */
    void requireSettled() {
        acknowledged.forEach((message, task) -> require(
                journal(task).stream()
                        .anyMatch(entry -> entry.body() instanceof AcceptedEntry accepted
                                && accepted.getCall()
                                        .getRequest()
                                        .getMessage()
                                        .getMessageId()
                                        .equals(message)),
                message + " was acknowledged as " + brief(task) + ", whose journal lacks it"));
        for (TaskKey task : world.database.tasks()) {
            TaskRow row = store().find(task).orElseThrow();
            require(isSettled(row), brief(task) + " is stuck in " + row.state() + ", " + row.waiting() + " wait");
            requireContiguous(task);
            requireWhole(row);
        }
        watched.forEach((task, all) -> all.forEach(events -> require(
                events.equals(shown.getOrDefault(task, List.of())),
                "a watcher of " + brief(task) + " saw " + events.size() + " events, of "
                        + shown.getOrDefault(task, List.of()).size())));
    }

    static boolean isSettled(TaskRow row) {
        return row.state().isTerminal() || (row.state() == TaskState.INPUT_REQUIRED && row.waiting() == 0);
    }

    private void requireContiguous(TaskKey task) {
        long expected = 1;
        for (Entry entry : journal(task)) {
            require(entry.sequence() == expected++, brief(task) + " has a gap before " + entry.sequence());
        }
    }

    /** What the agent has made of a task that it brought to its end is in it, once. */
    private void requireWhole(TaskRow row) {
        LiveTask task =
                new LiveTask(row, LiveTasks.fresh(row), 0, new SimWriter(world, world.lives.getFirst()), world.metrics);
        journal(row.key()).forEach(task::absorb);
        require(
                task.state() == row.state(),
                brief(row.key()) + " is " + row.state() + ", its journal says " + task.state());
        if (row.state() == TaskState.COMPLETED && world.agent.isDone(row.remoteTask())) {
            String text = task.toTask().getArtifactsList().stream()
                    .map(Artifact::getPartsList)
                    .flatMap(List::stream)
                    .map(Part::getText)
                    .collect(Collectors.joining());
            require(
                    text.equals(world.agent.textOf(row.remoteTask())),
                    brief(row.key()) + " holds \"" + text + "\", its agent \"" + world.agent.textOf(row.remoteTask())
                            + "\"");
        }
    }
}
