package dev.parley.task.running;

import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.lifecycle.TaskState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Agents: they work on at their own pace whoever listens, say things twice, too late and of other tasks, break off, refuse, and forget. */
final class SimAgent {
    private final SimWorld world;
    private final Map<String, Work> works = new HashMap<>();
    private int ids;

    SimAgent(SimWorld world) {
        this.world = world;
    }

    /** What an agent says to a cancel. */
    sealed interface Answer {
        record Said(Task task) implements Answer {}

        record Refused() implements Answer {}

        record Silent() implements Answer {}
    }

    /** A task of the agent's. */
    private static final class Work {
        final String id;
        final StringBuilder text = new StringBuilder();
        final Set<SimCall> listeners = new HashSet<>();
        TaskState state = TaskState.WORKING;
        int left;
        boolean asks;

        Work(String id) {
            this.id = id;
        }
    }

    /** The first byte of a message has come. */
    void receive(SimCall call, TaskKey task, Run run, String remote) {
        if (world.mishap(0.05)) {
            call.over(SimCall.ended(CallEnd.Outcome.NOT_STARTED));
            return;
        }
        world.records.started(task, run);
        if (world.mishap(0.03)) {
            call.over(SimCall.ended(CallEnd.Outcome.REFUSED));
        } else if (world.mishap(0.03)) {
            call.over(SimCall.ended(CallEnd.Outcome.BROKEN));
        } else if (remote.isEmpty() && world.chance(0.1)) {
            bareMessage(call);
        } else {
            Work work = works.get(remote);
            if (work == null && !remote.isEmpty()) {
                call.over(SimCall.ended(CallEnd.Outcome.REFUSED));
                return;
            }
            begin(call, work == null ? new Work("remote-" + ids++) : work);
        }
    }

    private void bareMessage(SimCall call) {
        world.after(world.random.nextInt(300), () -> {
            call.say(StreamResponse.newBuilder()
                    .setMessage(Message.newBuilder()
                            .setMessageId("bare-" + ids++)
                            .addParts(Part.newBuilder().setText("done")))
                    .build());
            call.over(SimCall.ended(CallEnd.Outcome.FINISHED));
        });
    }

    private void begin(SimCall call, Work work) {
        works.put(work.id, work);
        work.listeners.add(call);
        if (work.state.isTerminal()) {
            call.over(SimCall.ended(CallEnd.Outcome.REFUSED));
            return;
        }
        work.state = TaskState.WORKING;
        work.left = 1 + world.random.nextInt(5);
        work.asks = world.chance(0.2);
        // the first word may be long in coming
        world.after(world.mishap(0.3) ? world.random.nextInt(1_500) : 0, () -> {
            call.say(snapshot(work));
            goOn(work);
        });
    }

    private void goOn(Work work) {
        world.after(1 + world.random.nextInt(world.chance(0.1) ? 1_500 : 150), () -> work(work));
    }

    private void work(Work work) {
        if (works.get(work.id) != work || work.state != TaskState.WORKING) {
            return;
        }
        work.left--;
        if (work.left > 0) {
            chunk(work);
            if (world.mishap(0.1)) {
                say(work, status(work, TaskState.WORKING));
            }
            goOn(work);
            return;
        }
        work.state = work.asks ? TaskState.INPUT_REQUIRED : TaskState.COMPLETED;
        say(work, status(work, work.state));
        if (!work.asks && world.mishap(0.2)) {
            say(work, status(work, world.chance(0.5) ? TaskState.WORKING : TaskState.FAILED));
        }
        finish(work);
    }

    private void chunk(Work work) {
        String more = "c" + ids++ + " ";
        boolean append = !work.text.isEmpty();
        work.text.append(more);
        say(
                work,
                StreamResponse.newBuilder()
                        .setArtifactUpdate(TaskArtifactUpdateEvent.newBuilder()
                                .setTaskId(work.id)
                                .setContextId("ctx")
                                .setAppend(append)
                                .setArtifact(artifact(more)))
                        .build());
        if (world.mishap(0.05)) {
            say(work, status(new Work("other-" + ids++), TaskState.COMPLETED));
        }
        if (world.mishap(0.05)) {
            end(work, CallEnd.Outcome.OUTCOME_UNSPECIFIED);
        }
    }

    private static Artifact artifact(String text) {
        return Artifact.newBuilder()
                .setArtifactId("out")
                .addParts(Part.newBuilder().setText(text))
                .build();
    }

    private void finish(Work work) {
        end(work, CallEnd.Outcome.FINISHED);
    }

    private static void end(Work work, CallEnd.Outcome outcome) {
        List<SimCall> calls = new ArrayList<>(work.listeners);
        work.listeners.clear();
        calls.forEach(call -> call.over(SimCall.ended(outcome)));
    }

    private static void say(Work work, StreamResponse event) {
        work.listeners.forEach(call -> call.say(event));
    }

    private StreamResponse status(Work work, TaskState state) {
        return StreamResponse.newBuilder()
                .setStatusUpdate(TaskStatusUpdateEvent.newBuilder()
                        .setTaskId(work.id)
                        .setContextId("ctx")
                        .setStatus(status(state)))
                .build();
    }

    private TaskStatus status(TaskState state) {
        return TaskStatus.newBuilder()
                .setState(state.wire())
                .setTimestamp(Messages.timestamp(world.clock()))
                .build();
    }

    private StreamResponse snapshot(Work work) {
        return StreamResponse.newBuilder().setTask(task(work)).build();
    }

    private Task task(Work work) {
        Task.Builder task = Task.newBuilder().setId(work.id).setContextId("ctx").setStatus(status(work.state));
        if (!work.text.isEmpty()) {
            task.addArtifacts(artifact(work.text.toString()));
        }
        return task.build();
    }

    /** SubscribeToTask: the task as it is, then what comes. */
    void subscribe(SimCall call, String remote) {
        Work work = works.get(remote);
        if (work == null) {
            call.over(SimCall.ended(CallEnd.Outcome.REFUSED));
            return;
        }
        call.say(snapshot(work));
        if (work.state == TaskState.WORKING) {
            work.listeners.add(call);
        } else {
            call.over(SimCall.ended(CallEnd.Outcome.FINISHED));
        }
    }

    void cancel(String remote, SimLife asking, Consumer<Answer> then) {
        world.after(world.travel(), () -> {
            Work work = works.get(remote);
            Answer answer;
            if (work == null || work.state.isTerminal() || world.chance(0.2)) {
                answer = new Answer.Refused();
            } else if (world.chance(0.2)) {
                answer = new Answer.Silent();
            } else {
                work.state = TaskState.CANCELED;
                say(work, status(work, TaskState.CANCELED));
                answer = new Answer.Said(task(work));
                finish(work);
            }
            world.after(asking, world.travel(), () -> then.accept(answer));
        });
    }

    /** It went down and came up; keeps its tasks or not. */
    void restart() {
        world.say("agent restarted");
        List.copyOf(works.values()).forEach(work -> {
            end(work, CallEnd.Outcome.OUTCOME_UNSPECIFIED);
            if (world.chance(0.5)) {
                works.remove(work.id);
            }
        });
    }

    /** What the agent has made of its task; empty when it has forgotten. */
    String textOf(String remote) {
        Work work = works.get(remote);
        return work == null ? "" : work.text.toString();
    }

    boolean isDone(String remote) {
        Work work = works.get(remote);
        return work != null && work.state == TaskState.COMPLETED;
    }
}
