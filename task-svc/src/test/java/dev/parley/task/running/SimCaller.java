package dev.parley.task.running;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.router.v1.Need;
import dev.parley.proto.router.v1.RetryPolicy;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.lifecycle.TaskState;

/** A caller with one message: sends it until it is answered, now and then twice at once, at whichever instance, and goes on when it is asked something. */
final class SimCaller {
    private static final int MOST_FOLLOW_UPS = 2;

    private final SimWorld world;
    private final String messageId;
    private final String endpoint;
    private final boolean once;
    private final boolean always;
    private final String taskId;
    private final int followUps;
    private boolean done;
    private String firstCallsTask = "";

    private SimCaller(
            SimWorld world,
            String messageId,
            String endpoint,
            boolean once,
            boolean always,
            String taskId,
            int followUps) {
        this.world = world;
        this.messageId = messageId;
        this.endpoint = endpoint;
        this.once = once;
        this.always = always;
        this.taskId = taskId;
        this.followUps = followUps;
    }

    static SimCaller of(SimWorld world, int number) {
        return new SimCaller(
                world, "message-" + number, world.chance(0.5) ? "" : "a", world.chance(0.4), world.chance(0.15), "", 0);
    }

    boolean isDone() {
        return done;
    }

    void send() {
        if (done) {
            return;
        }
        call();
        if (world.mishap(0.2)) {
            call();
        }
    }

    private SendMessageCall message() {
        SendMessageCall.Builder call = SendMessageCall.newBuilder()
                .setAgentId(endpoint)
                .setNeed(Need.newBuilder()
                        .setRetry(always ? RetryPolicy.RETRY_POLICY_ALWAYS : RetryPolicy.RETRY_POLICY_UNSPECIFIED))
                .setRequest(SendMessageRequest.newBuilder()
                        .setMessage(Message.newBuilder()
                                .setMessageId(messageId)
                                .setTaskId(taskId)
                                .addParts(Part.newBuilder().setText("do it"))));
        if (once) {
            call.setOnceKey("once " + messageId);
        }
        // the edge makes a call again, or the caller its message
        boolean again = !firstCallsTask.isEmpty() && world.chance(0.5);
        call.setTaskId(again ? firstCallsTask : SimServer.mint(world).toString())
                .setResent(again);
        if (firstCallsTask.isEmpty()) {
            firstCallsTask = call.getTaskId();
        }
        return call.build();
    }

    private void call() {
        SimLife at = world.lives.get(world.random.nextInt(world.lives.size()));
        SendMessageCall call = message();
        Waiting waiting = new Waiting(at, IntakeKey.of("s", call, world.clock()));
        world.after(world.travel(), () -> world.after(at, 0, () -> new SimServer(world, at, call, waiting).accept()));
        world.after(600 + world.random.nextInt(3_000), waiting::giveUp);
    }

    /** One call that waits for its answer. */
    private final class Waiting implements SimServer.Reply {
        private final SimLife at;
        private final IntakeKey key;
        private boolean over;

        Waiting(SimLife at, IntakeKey key) {
            this.at = at;
            this.key = key;
        }

        private void giveUp() {
            if (!over) {
                over = true;
                send();
            }
        }

        @Override
        public void accepted(TaskKey task) {
            world.after(world.travel(), () -> {
                if (!over) {
                    world.records.acknowledged(messageId, task);
                }
            });
        }

        @Override
        public void answered(TaskKey task, Seen seen) {
            world.after(world.travel(), () -> {
                if (over || world.mishap(0.05)) {
                    // the edge could not write it, and says so where it came from
                    world.after(at, world.travel(), () -> at.writer.withdraw(task, key));
                    return;
                }
                over = true;
                if (!done) {
                    done = true;
                    world.records.acknowledged(messageId, task);
                    goOn(task, seen.state());
                }
            });
        }

        private void goOn(TaskKey task, TaskState state) {
            if (state == TaskState.INPUT_REQUIRED && followUps < MOST_FOLLOW_UPS) {
                SimCaller next =
                        new SimCaller(world, messageId + "+", endpoint, once, always, task.toString(), followUps + 1);
                Simulation.add(world, next);
            } else if (world.mishap(0.1)) {
                // the same again, which is another one by now
                done = false;
                firstCallsTask = "";
                world.after(world.random.nextInt(100), SimCaller.this::send);
            }
        }

        @Override
        public void refused(boolean again) {
            world.after(world.travel(), () -> {
                if (!over) {
                    over = true;
                    if (again) {
                        world.after(100 + world.random.nextInt(400), SimCaller.this::send);
                    } else {
                        done = true;
                    }
                }
            });
        }

        @Override
        public boolean isLeft() {
            return over;
        }
    }
}
