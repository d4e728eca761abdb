package dev.parley.task.running;

import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.task.v1.CancelRefusedEntry;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.RowChange;
import dev.parley.task.lifecycle.TaskState;
import java.util.Optional;
import java.util.function.Consumer;

/** The steps of {@code Canceling.see} and {@code CancelRequests} at the instance that runs the task. */
final class SimCancel {
    private static final long PATIENCE = 4_000;

    private final SimRunner runner;
    private final SimWorld world;
    private final LiveTask task;

    SimCancel(SimRunner runner) {
        this.runner = runner;
        this.world = runner.world;
        this.task = runner.task;
    }

    /** @param then is told whether it ended so; empty when another has the task */
    void see(Consumer<Optional<TaskState>> then) {
        step(0, () -> {
            if (task.agent().isEmpty() || (task.remoteTask().isEmpty() && runner.withdraw())) {
                end("Canceled before an agent had it", then);
            } else {
                ask(world.now() + PATIENCE, 100, then);
            }
        });
    }

    void keepAsking() {
        step(0, () -> ask(world.now() + PATIENCE, 100, outcome -> {}));
    }

    /** On a thread of its own: whether the runner has gone on or not. */
    private void step(long millis, Runnable what) {
        runner.life.later(millis, () -> {
            try {
                what.run();
            } catch (TaskLostException e) {
                // another's now
            }
        });
    }

    private void durable(Runnable then) {
        if (task.isDurable()) {
            task.awaitDurable();
            then.run();
        } else {
            step(1, () -> durable(then));
        }
    }

    private void end(String reason, Consumer<Optional<TaskState>> then) {
        runner.events.end(TaskState.CANCELED, reason);
        durable(() -> {
            runner.hangUp();
            then.accept(Optional.of(task.state()));
        });
    }

    private void ask(long until, long pause, Consumer<Optional<TaskState>> then) {
        if (task.state().isTerminal()) {
            then.accept(Optional.of(task.state()));
        } else if (world.now() > until) {
            end("Canceled; agent unconfirmed", then);
        } else if (task.isLost()) {
            then.accept(Optional.empty());
        } else if (task.remoteTask().isEmpty()) {
            step(pause, () -> ask(until, pause * 2, then));
        } else {
            world.agent.cancel(
                    task.remoteTask(), runner.life, answer -> step(0, () -> answered(answer, until, pause, then)));
        }
    }

    private void answered(SimAgent.Answer answer, long until, long pause, Consumer<Optional<TaskState>> then) {
        switch (answer) {
            case SimAgent.Answer.Said said -> durable(() -> take(said.task(), until, pause, then));
            case SimAgent.Answer.Refused refused -> {
                if (task.state().isTerminal()) {
                    then.accept(Optional.of(task.state()));
                    return;
                }
                task.append(
                        new NewEntry(
                                EntryKind.CANCEL_REFUSED,
                                CancelRefusedEntry.getDefaultInstance(),
                                runner.life.clock().instant()),
                        RowChange.NONE);
                then.accept(Optional.empty());
            }
            case SimAgent.Answer.Silent silent -> step(pause, () -> ask(until, pause * 2, then));
        }
    }

    private void take(Task said, long until, long pause, Consumer<Optional<TaskState>> then) {
        runner.events.accept(StreamResponse.newBuilder().setTask(said).build());
        durable(() -> {
            if (task.state().isTerminal()) {
                runner.hangUp();
            }
            step(pause, () -> ask(until, pause * 2, then));
        });
    }
}
