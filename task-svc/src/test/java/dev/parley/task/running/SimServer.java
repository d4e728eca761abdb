package dev.parley.task.running;

import dev.parley.kit.identity.Principal;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.Candidate;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.CancelRequestedEntry;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One call at one instance, from {@code Intake} to its answer: the steps of {@code Intake}, {@code Sending}, {@code OtherOwners} and {@code Canceling}. */
final class SimServer {
    static final Principal CALLER = new Principal("t", "s", List.of());
    private static final Duration ONCE = Duration.ofHours(24);

    private final SimWorld world;
    private final SimLife life;
    private final SendMessageCall call;
    private final Reply reply;
    private final IntakeKey intake;

    /** Where its answer goes. */
    interface Reply {
        /** Its message is part of that task. */
        void accepted(TaskKey task);

        void answered(TaskKey task, Seen seen);

        /** @param again the same message may be sent again */
        void refused(boolean again);

        boolean isLeft();
    }

    SimServer(SimWorld world, SimLife life, SendMessageCall call, Reply reply) {
        this.world = world;
        this.life = life;
        this.call = call;
        this.reply = reply;
        this.intake = IntakeKey.of("s", call, life.clock().instant().plus(ONCE));
    }

    private void away() {
        reply.refused(true);
    }

    void accept() {
        if (call.getResent()) {
            before(this::acceptHere);
        } else {
            acceptHere();
        }
    }

    private void acceptHere() {
        if (call.getRequest().getMessage().getTaskId().isEmpty()) {
            acceptNew();
        } else {
            acceptFollowUp();
        }
    }

    /** {@code acceptedBefore}. */
    private void before(Runnable otherwise) {
        TaskKey key = TaskKey.parse("t", call.getTaskId());
        world.ask(
                life,
                () -> life.store().acceptedUnder(key, intake.key()),
                sequence -> {
                    if (sequence.isPresent()) {
                        await(key, sequence.getAsLong());
                    } else {
                        otherwise.run();
                    }
                },
                this::away);
    }

    private void acceptNew() {
        TaskKey key = TaskKey.parse("t", call.getTaskId());
        Instant now = life.clock().instant();
        String context = "c-" + key;
        SendMessageCall mapped = Acceptance.mapped(call, key, context);
        TaskRow row = Acceptance.row(CALLER, call, key, context, now, false);
        RouteDecision decision = row.isManaged()
                ? null
                : RouteDecision.newBuilder()
                        .addCandidates(Candidate.newBuilder().setAgentId(row.endpoint()))
                        .build();
        AcceptedEntry accepted = Acceptance.entry(row, mapped, intake, now, false);
        List<NewEntry> entries = new ArrayList<>();
        entries.add(new NewEntry(EntryKind.ACCEPTED, accepted, now));
        if (decision != null) {
            entries.add(new NewEntry(EntryKind.ATTEMPT, Acceptance.firstAttempt(decision), now));
        }
        TaskRow born = decision == null ? row : Acceptance.withAgent(row, decision);
        Commit commit = Commit.accept(born, intake, entries);
        long term = life.lease.term();
        submit(commit, outcome -> {
            switch (outcome) {
                case Commit.Outcome.Written written -> {
                    LiveTask task = new LiveTask(born, LiveTasks.fresh(born), 0, life.writer, world.metrics);
                    Acceptance.numbered(entries, 1).forEach(task::absorb);
                    new SimRunner(world, life, task, term)
                            .startNew(new Run(accepted, 1, decision, decision == null ? 0 : 1, null, false));
                    await(key, 1);
                }
                case Commit.Outcome.Joined joined -> join(joined);
                case Commit.Outcome.Fenced fenced -> before(() -> reply.refused(false));
            }
        });
    }

    private interface Decided {
        void outcome(Commit.Outcome outcome);
    }

    /** {@code decided}: what is given up begins late when it was written after all. */
    private void submit(Commit commit, Decided decided) {
        try {
            life.writer.submit(commit);
        } catch (A2aException refused) {
            commit.outcome().completeExceptionally(refused);
            away();
            return;
        }
        commit.givenUp().whenComplete((none, failure) -> life.later(0, this::away));
        commit.outcome().whenComplete((outcome, failure) -> {
            if (outcome == null) {
                life.later(0, this::away);
            } else {
                life.later(0, () -> decided.outcome(outcome));
            }
        });
    }

    private void join(Commit.Outcome.Joined joined) {
        world.ask(
                life,
                () -> life.store().acceptedUnder(joined.existing(), intake.key()),
                (OptionalLong sequence) -> await(joined.existing(), sequence.orElse(0)),
                this::away);
    }

    private void acceptFollowUp() {
        TaskKey key = TaskKey.parse("t", call.getRequest().getMessage().getTaskId());
        life.exclusively(
                key,
                release -> life.adopt(key, held -> followUp(key, held, release), () -> {
                    release.run();
                    away();
                }));
    }

    private void followUp(TaskKey key, Optional<SimRunner> held, Runnable release) {
        world.ask(
                life,
                () -> life.store().find(key).orElseThrow(),
                row -> {
                    boolean ended = held.map(runner -> runner.task.state().isTerminal())
                            .orElse(row.state().isTerminal());
                    if (ended) {
                        release.run();
                        refused();
                    } else {
                        write(row, held.orElse(null), release);
                    }
                },
                () -> {
                    release.run();
                    away();
                });
    }

    /** The task has ended, perhaps with the answer to this very message. */
    private void refused() {
        world.ask(
                life,
                () -> life.store().held("t", intake),
                joined -> joined.ifPresentOrElse(this::join, () -> reply.refused(false)),
                this::away);
    }

    private void write(TaskRow row, @Nullable SimRunner held, Runnable release) {
        AcceptedEntry accepted = AcceptedEntry.newBuilder()
                .setCall(Acceptance.mapped(call, row.key(), row.contextId()))
                .setContextId(row.contextId())
                .setIntakeKey(intake.key())
                .setIntakeDigest(intake.digest())
                .build();
        NewEntry entry = new NewEntry(EntryKind.ACCEPTED, accepted, life.clock().instant());
        Commit commit = Commit.command(row.key(), intake, List.of(entry));
        if (held != null) {
            absorbing(held, commit, entry);
        }
        commit.outcome()
                .whenComplete((outcome, failure) -> life.later(0, () -> {
                    if (outcome instanceof Commit.Outcome.Written && held != null) {
                        held.serve();
                    }
                    if (!commit.givenUp().isDone()) {
                        release.run();
                    }
                }));
        commit.givenUp().whenComplete((none, failure) -> life.later(0, release));
        submit(commit, outcome -> {
            switch (outcome) {
                case Commit.Outcome.Written written -> {
                    if (held == null) {
                        callUp(row.key());
                    }
                    await(row.key(), written.firstSequence());
                }
                case Commit.Outcome.Joined joined -> join(joined);
                case Commit.Outcome.Fenced fenced -> reply.refused(false);
            }
        });
    }

    /** {@code LiveTask.command}: taken in on the writer's thread. */
    private static void absorbing(SimRunner held, Commit commit, NewEntry entry) {
        commit.outcome().thenAccept(outcome -> {
            if (outcome instanceof Commit.Outcome.Written at) {
                held.task.absorb(
                        new dev.parley.task.journal.Entry(at.firstSequence(), entry.kind(), entry.body(), entry.at()));
            }
        });
    }

    private void callUp(TaskKey key) {
        world.ask(
                life,
                () -> {
                    life.ownership.callUp(key);
                    return true;
                },
                called -> {},
                () -> {});
    }

    /** Tells the caller that it is accepted, then waits until its turn has stopped. */
    private void await(TaskKey key, long sequence) {
        reply.accepted(key);
        look(key, sequence);
    }

    private void look(TaskKey key, long sequence) {
        if (reply.isLeft()) {
            return;
        }
        SimRunner held = life.running.get(key);
        if (held != null) {
            seen(key, sequence, held.task.seen(), 20);
            return;
        }
        world.ask(
                life,
                () -> life.store().find(key).orElseThrow(),
                row -> life.load(
                        row,
                        false,
                        loaded -> seen(key, sequence, loaded.task().seen(), 250),
                        () -> life.later(100, () -> look(key, sequence))),
                () -> life.later(100, () -> look(key, sequence)));
    }

    private void seen(TaskKey key, long sequence, Seen seen, long pause) {
        if (seen.stoppedAfter(sequence)) {
            life.writer.answered(key, intake);
            reply.answered(key, seen);
        } else {
            life.later(pause, () -> look(key, sequence));
        }
    }

    /** {@code Canceling.cancel}, or {@code OtherOwners.cancel} where another runs the task. */
    static void cancel(SimWorld world, SimLife life, TaskKey key) {
        life.exclusively(
                key,
                release -> life.adopt(
                        key,
                        held -> {
                            release.run();
                            wish(world, life, key, held);
                        },
                        release));
    }

    private static void wish(SimWorld world, SimLife life, TaskKey key, Optional<SimRunner> held) {
        CancelRequestedEntry asked = CancelRequestedEntry.newBuilder()
                .setAskedBy(held.isPresent() ? life.incarnation.toString() : "")
                .build();
        NewEntry entry =
                new NewEntry(EntryKind.CANCEL_REQUESTED, asked, life.clock().instant());
        Commit commit = Commit.command(key, null, List.of(entry));
        held.ifPresent(runner -> absorbing(runner, commit, entry));
        commit.outcome()
                .thenAccept(outcome -> life.later(0, () -> {
                    if (held.isPresent()) {
                        new SimCancel(held.get()).see(canceled -> {});
                    } else if (outcome instanceof Commit.Outcome.Written) {
                        world.ask(
                                life,
                                () -> {
                                    life.ownership.callUp(key);
                                    return true;
                                },
                                called -> {},
                                () -> {});
                    }
                }));
        life.writer.submit(commit);
    }

    static UUID mint(SimWorld world) {
        return new UUID((world.now() + 1) << 16 | 0x7000, world.random.nextLong());
    }
}
