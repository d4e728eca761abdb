package dev.parley.task.running;

import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.router.v1.CallEnd;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One call through a router, both its ends: {@code AgentCall} here, the router there. What the agent says arrives in order, or not at all. */
final class SimCall {
    private final SimRunner runner;
    private final SimWorld world;
    private final Deque<StreamResponse> arrived = new ArrayDeque<>();
    private long lastArrival;
    private boolean taken;
    private boolean gone;
    private boolean taking;
    private @Nullable CallEnd ending;
    private @Nullable CallEnd end;

    SimCall(SimRunner runner) {
        this.runner = runner;
        this.world = runner.world;
    }

    static CallEnd ended(CallEnd.Outcome outcome) {
        return CallEnd.newBuilder().setOutcome(outcome).build();
    }

    boolean isTaken() {
        return taken;
    }

    boolean isGone() {
        return gone;
    }

    boolean hasEnded() {
        return end != null;
    }

    CallEnd end() {
        if (end == null) {
            throw new IllegalStateException("the call has not ended");
        }
        return end;
    }

    void offer() {
        if (!world.mishap(0.05)) {
            world.after(world.travel() + world.travel(), () -> world.after(runner.life, 0, () -> taken = true));
        }
    }

    /** The last word: from here on the agent may have started. */
    boolean letGo(Run run) {
        if (hasEnded()) {
            return false;
        }
        gone = true;
        world.records.letGo(runner);
        world.say(runner.life.name + " lets " + SimRecords.brief(runner.task.key()) + " message " + run.sequence()
                + " go");
        String remote = runner.task.remoteTask();
        world.after(world.travel(), () -> {
            if (world.mishap(0.02)) {
                over(ended(CallEnd.Outcome.OUTCOME_UNSPECIFIED));
            } else {
                world.agent.receive(this, runner.task.key(), run, remote);
            }
        });
        return true;
    }

    void resume(String remote) {
        world.after(world.travel(), () -> {
            if (world.mishap(0.1)) {
                over(ended(CallEnd.Outcome.NOT_STARTED));
            } else {
                world.agent.subscribe(this, remote);
            }
        });
    }

    /** From the agent's side: an event. */
    void say(StreamResponse event) {
        arrive(() -> {
            arrived.add(event);
            take();
        });
    }

    /** From the agent's side, or the router's: nothing more comes. */
    void over(CallEnd how) {
        arrive(() -> {
            ending = how;
            take();
        });
    }

    private void arrive(Runnable what) {
        lastArrival = Math.max(lastArrival, world.now() + world.travel());
        world.after(lastArrival - world.now(), () -> world.after(runner.life, 0, what));
    }

    /** {@code onNext}: an event at a time; a snapshot waits until what is on its way is durable. */
    private void take() {
        if (taking || hasEnded()) {
            return;
        }
        StreamResponse event = arrived.peek();
        if (event == null) {
            end = ending;
            return;
        }
        if (event.hasTask() && !runner.task.isDurable()) {
            taking = true;
            world.after(runner.life, 1, () -> {
                taking = false;
                take();
            });
            return;
        }
        arrived.remove();
        try {
            runner.heard();
            if (!runner.events.accept(event)) {
                hangUp();
            }
        } catch (TaskLostException e) {
            hangUp();
        }
        take();
    }

    /** Stops listening. */
    void hangUp() {
        if (end == null) {
            end = ended(CallEnd.Outcome.BROKEN);
        }
    }
}
