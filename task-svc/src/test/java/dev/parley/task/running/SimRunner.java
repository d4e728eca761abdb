package dev.parley.task.running;

import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.Candidate;
import dev.parley.proto.router.v1.RetryPolicy;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.proto.task.v1.CancelRequestedEntry;
import dev.parley.proto.task.v1.DeadLetter.Reason;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.RowChange;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.simulation.SimBroken;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The steps of {@code TaskRunner} and {@code RouterCalls}, each as short as another thread could come between; everything about the task itself is the real {@link LiveTask}. */
final class SimRunner {
    private static final long PATIENCE = 5_000;
    private static final int ATTEMPTS = 3;

    final SimWorld world;
    final SimLife life;
    final LiveTask task;
    final AgentEvents events;
    private final Holding holding;
    private boolean over;
    private @Nullable SimCall current;
    private boolean heard;
    private boolean mayStartTwice;
    private boolean offering;
    private boolean withdrawn;

    SimRunner(SimWorld world, SimLife life, LiveTask task, long term) {
        this.world = world;
        this.life = life;
        this.task = task;
        this.events = new AgentEvents(
                task,
                life.clock(),
                1 << 20,
                world.checkpoints.ofTask(task.key(), task.checkpoints().last()));
        this.holding = new Holding(task.key(), task.origin().epoch(), term, life.lease, life.ownership);
        task.obey(new LiveTask.Commands() {
            @Override
            public void arrived(Entry command) {
                life.later(0, () -> SimRunner.this.arrived(command));
            }

            @Override
            public void areMissing() {
                life.later(0, () -> life.catchUp(task));
            }
        });
    }

    private boolean isRunning() {
        return life.running.get(task.key()) == this;
    }

    /** {@code LiveTasks.arrived}. */
    private void arrived(Entry command) {
        if (command.body() instanceof CancelRequestedEntry wish) {
            if (isRunning() && !wish.getAskedBy().equals(life.incarnation.toString())) {
                new SimCancel(this).see(outcome -> {});
            }
        } else {
            life.exclusively(task.key(), release -> {
                serve();
                release.run();
            });
        }
    }

    /** {@code LiveTasks.serve}. */
    void serve() {
        SimRunner held = life.running.get(task.key());
        if ((held == null || held.task == task) && task.inbox().claim()) {
            over = false;
            life.running.put(task.key(), this);
            step(0, this::next);
        }
    }

    void startNew(Run first) {
        task.inbox().add(first);
        task.inbox().serve();
        life.running.put(task.key(), this);
        step(0, this::next);
    }

    void startRecovered(TaskRow row, Progress progress) {
        Progress.Plan plan = progress.plan(row);
        plan.send().forEach(task.inbox()::add);
        task.inbox().serve();
        life.running.put(task.key(), this);
        Progress.Started started = plan.underWay();
        if (started != null
                && world.lacks(SimBroken.SECOND_START)
                && row.remoteTask().isEmpty()) {
            task.inbox().add(Run.of(started.accepted(), started.sequence()));
            started = null;
        }
        Progress.Started underWay = started;
        step(0, () -> goOn(row, underWay, plan.heard()));
        if (progress.isCancelAsked()) {
            new SimCancel(this).keepAsking();
        }
    }

    private void goOn(TaskRow row, Progress.@Nullable Started started, boolean wasHeard) {
        if (started == null) {
            next();
            return;
        }
        if (started.isFollowUp() && !wasHeard) {
            task.beginTurn();
        }
        if (row.remoteTask().isEmpty()) {
            events.fail(Reason.MAY_HAVE_STARTED, "interrupted, the agent may have started");
            durable(this::next);
        } else {
            resume(row.remoteTask());
        }
    }

    /** A step of this runner's thread. */
    void step(long millis, Runnable what) {
        life.later(millis, () -> guarded(what));
    }

    private void guarded(Runnable what) {
        if (!over) {
            try {
                what.run();
            } catch (TaskLostException e) {
                world.say(life.name + " has lost " + SimRecords.brief(task.key()));
                end();
            }
        }
    }

    private void end() {
        over = true;
        life.running.remove(task.key(), this);
    }

    /** {@code LiveTask.awaitDurable}. */
    void durable(Runnable then) {
        if (task.isDurable()) {
            task.awaitDurable();
            then.run();
        } else {
            step(1, () -> durable(then));
        }
    }

    private void next() {
        Run run = task.inbox().next();
        if (run == null) {
            end();
        } else if (task.expectedState().isTerminal()) {
            next();
        } else {
            turn(run);
        }
    }

    private void turn(Run run) {
        if (run.isFollowUp()) {
            task.beginTurn();
        }
        heard = false;
        mayStartTwice = policy(run) == RetryPolicy.RETRY_POLICY_ALWAYS;
        RouteDecision made = run.decision();
        if (made != null) {
            attempt(run, made, 1);
        } else {
            step(world.travel(), () -> attempt(run, choose(), 1));
        }
    }

    private static RetryPolicy policy(Run run) {
        return run.accepted().getCall().getNeed().getRetry();
    }

    private RouteDecision choose() {
        RouteDecision.Builder decision = RouteDecision.newBuilder();
        String agent = task.agent();
        decision.addCandidates(Candidate.newBuilder().setAgentId(agent.isEmpty() ? "a" : agent));
        if (agent.isEmpty()) {
            decision.addCandidates(Candidate.newBuilder().setAgentId("b"));
        }
        return decision.build();
    }

    private void attempt(Run run, RouteDecision decision, int number) {
        Candidate candidate = decision.getCandidates((number - 1) % decision.getCandidatesCount());
        int attempts = decision.getCandidatesCount() > 1 ? decision.getCandidatesCount() : ATTEMPTS;
        NewEntry journaled = number > run.attempt() ? journaled(run, number, candidate, decision) : null;
        new Offer(run, candidate.getAgentId(), journaled, end -> {
                    boolean again = number < attempts
                            && mayTryAgain(end, policy(run))
                            && !task.expectedState().isTerminal();
                    if (again) {
                        step(100, () -> attempt(run, decision, number + 1));
                    } else {
                        settle(end, heard ? 0 : run.sequence());
                    }
                })
                .offer();
    }

    private boolean mayTryAgain(CallEnd end, RetryPolicy policy) {
        return switch (end.getOutcome()) {
            case NOT_STARTED -> true;
            case BROKEN, SILENT ->
                policy == RetryPolicy.RETRY_POLICY_ALWAYS && task.remoteTask().isEmpty();
            case FINISHED, REFUSED, NOT_ASKED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> false;
        };
    }

    private NewEntry journaled(Run run, int number, Candidate candidate, RouteDecision decision) {
        AttemptEntry.Builder attempt = AttemptEntry.newBuilder()
                .setNumber(number)
                .setAgentId(candidate.getAgentId())
                .setEpoch(task.origin().epoch())
                .setDecision(decision)
                .setAcceptedSequence(run.sequence());
        if (task.isManaged() && !run.isFollowUp()) {
            attempt.setShown(Decisions.shown(
                    task, decision, candidate, Messages.timestamp(life.clock().instant())));
        }
        return new NewEntry(EntryKind.ATTEMPT, attempt.build(), life.clock().instant());
    }

    /** {@code RouterCalls.call}: one attempt, offered to router after router until one takes it. */
    private final class Offer {
        private final Run run;
        private final String agent;
        private @Nullable NewEntry attempt;
        private final Consumer<CallEnd> then;
        private final long giveUpAt = world.now() + PATIENCE;
        private long patience = 1_000;

        Offer(Run run, String agent, @Nullable NewEntry attempt, Consumer<CallEnd> then) {
            this.run = run;
            this.agent = agent;
            this.attempt = attempt;
            this.then = then;
        }

        void offer() {
            if (!world.lacks(SimBroken.HOLDING_IGNORED) && !holding.isCertain()) {
                // the lease is ours again, and the database says that the task is: else wait
                if (!holding.confirmed()) {
                    step(50, this::offer);
                    return;
                }
                step(0, this::offer);
                return;
            }
            offering = true;
            SimCall call = new SimCall(SimRunner.this);
            current = call;
            step(0, () -> begin(call));
        }

        private void begin(SimCall call) {
            if (task.expectedState().isTerminal()) {
                call.hangUp();
                ended(call);
                return;
            }
            call.offer();
            step(0, () -> journal(call));
        }

        private void journal(SimCall call) {
            NewEntry first = attempt;
            attempt = null;
            if (first != null && !task.appendUnlessEnded(first, RowChange.agent(agent))) {
                call.hangUp();
            }
            if (first == null || world.lacks(SimBroken.ATTEMPT_NOT_AWAITED)) {
                awaitTaken(call, world.now() + patience);
            } else {
                durable(() -> awaitTaken(call, world.now() + patience));
            }
        }

        private void awaitTaken(SimCall call, long until) {
            if (!call.isTaken() && !call.hasEnded() && world.now() < until) {
                step(5, () -> awaitTaken(call, until));
                return;
            }
            boolean gone = call.isTaken() && letGo(call);
            if (gone || call.hasEnded()) {
                awaitEnd(call);
            } else {
                call.hangUp();
                untaken();
            }
        }

        private boolean letGo(SimCall call) {
            boolean certain = holding.isCertain() || world.lacks(SimBroken.HOLDING_IGNORED);
            boolean gone = !withdrawn && certain && call.letGo(run);
            offering &= !gone;
            return gone;
        }

        private void untaken() {
            current = null;
            if (world.now() > giveUpAt) {
                offering = false;
                then.accept(SimCall.ended(CallEnd.Outcome.NOT_STARTED));
            } else {
                patience = Math.min(patience * 2, 8_000);
                step(50, this::offer);
            }
        }

        private void awaitEnd(SimCall call) {
            if (call.hasEnded()) {
                ended(call);
            } else {
                step(5, () -> awaitEnd(call));
            }
        }

        private void ended(SimCall call) {
            CallEnd end = call.end();
            boolean unsaid = !call.isGone() && end.getOutcome() == CallEnd.Outcome.OUTCOME_UNSPECIFIED;
            current = null;
            if (unsaid || end.getOutcome() == CallEnd.Outcome.NOT_ASKED) {
                untaken();
            } else {
                then.accept(end);
            }
        }
    }

    void heard() {
        heard = true;
    }

    private void settle(CallEnd end, long unheard) {
        if (!task.expectedState().isTerminal()) {
            switch (end.getOutcome()) {
                case FINISHED -> {
                    if (!task.expectedState().isInterrupted()) {
                        events.fail(Reason.BROKEN, "ended its answer");
                    }
                }
                case NOT_STARTED -> events.fail(Reason.UNREACHABLE, "not reached");
                case BROKEN -> events.fail(Reason.BROKEN, "broke");
                case SILENT -> events.fail(Reason.SILENT, "silent");
                case REFUSED -> events.refuse(end, unheard, null);
                case NOT_ASKED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> {
                    if (!task.remoteTask().isEmpty()) {
                        resume(task.remoteTask());
                        return;
                    }
                    events.fail(Reason.MAY_HAVE_STARTED, "interrupted, the agent may have started");
                }
            }
        }
        durable(this::next);
    }

    private void resume(String remote) {
        resume(remote, world.now() + PATIENCE, 100);
    }

    private void resume(String remote, long giveUpAt, long wait) {
        SimCall call = new SimCall(this);
        current = call;
        call.resume(remote);
        awaitResumed(call, () -> {
            boolean again = switch (call.end().getOutcome()) {
                case NOT_STARTED, BROKEN, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> true;
                case FINISHED, SILENT, REFUSED, NOT_ASKED -> false;
            };
            if (again && !task.expectedState().isTerminal() && world.now() <= giveUpAt) {
                step(wait, () -> resume(remote, giveUpAt, Math.min(wait * 2, 2_000)));
            } else if (call.end().getOutcome() == CallEnd.Outcome.FINISHED) {
                settle(call.end(), 0);
            } else {
                if (!task.expectedState().isTerminal()) {
                    events.fail(Reason.MAY_HAVE_STARTED, "Interrupted, and the agent cannot say what became of it");
                }
                durable(this::next);
            }
        });
    }

    private void awaitResumed(SimCall call, Runnable then) {
        if (call.hasEnded()) {
            current = null;
            then.run();
        } else {
            step(5, () -> awaitResumed(call, then));
        }
    }

    boolean withdraw() {
        withdrawn |= offering && !mayStartTwice;
        return offering && !mayStartTwice;
    }

    void hangUp() {
        if (current != null) {
            current.hangUp();
        }
    }
}
