package dev.parley.task;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.extension.Extensions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Works in steps, each of which it reports with its artifact: {@code steps TOTAL STOP NAME} stops behind the step STOP until NAME is
 * released, and then breaks off; given a checkpoint it goes on behind that, to the end. With TOTAL {@code fail} it says FAILED there.
 */
final class SteppingAgent {
    /** What was done, in order: the message's id and the step. */
    final List<String> done = new CopyOnWriteArrayList<>();

    /** Messages that came with a checkpoint. */
    final List<Message> resumed = new CopyOnWriteArrayList<>();

    /** How often a message with a checkpoint is lost again at once. */
    final AtomicInteger losing = new AtomicInteger();

    interface Speaker {
        void say(StreamResponse event) throws InterruptedException;
    }

    /** @return the step that it stopped behind; 0 when it came to its end */
    int work(Message message, String remote, Speaker to) throws InterruptedException {
        String[] words = message.getParts(0).getText().split(" ");
        Struct checkpoint = member(member(message.getMetadata(), Extensions.CHECKPOINT), "checkpoint");
        boolean goesOn = checkpoint.getFieldsCount() > 0;
        if (goesOn) {
            resumed.add(message);
        }
        int begin = (int) checkpoint
                .getFieldsOrDefault("step", Value.getDefaultInstance())
                .getNumberValue();
        String text = member(checkpoint, "data")
                .getFieldsOrDefault("text", Value.getDefaultInstance())
                .getStringValue();
        to.say(ScriptedRouter.task(remote, TaskState.TASK_STATE_WORKING, ""));
        if (goesOn && losing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return begin;
        }
        int total = words[1].equals("fail") ? Integer.parseInt(words[2]) : Integer.parseInt(words[1]);
        for (int step = begin + 1; step <= total; step++) {
            done.add(message.getMessageId() + "/" + step);
            text += step + " ";
            to.say(report(remote, text, step, total));
            if (!goesOn && words.length > 2 && step == Integer.parseInt(words[2])) {
                return step;
            }
        }
        return 0;
    }

    private static Struct member(Struct of, String name) {
        return of.getFieldsOrDefault(name, Value.getDefaultInstance()).getStructValue();
    }

    static Value number(double number) {
        return Value.newBuilder().setNumberValue(number).build();
    }

    static Value object(Struct.Builder members) {
        return Value.newBuilder().setStructValue(members).build();
    }

    /** The artifact as a whole, and with it the state that has it. */
    private static StreamResponse report(String remote, String text, int step, int total) {
        Struct.Builder state = Struct.newBuilder()
                .putFields("text", Value.newBuilder().setStringValue(text).build());
        Struct.Builder checkpoint =
                Struct.newBuilder().putFields("step", number(step)).putFields("data", object(state));
        Struct.Builder report = Struct.newBuilder()
                .putFields("progress", number((double) step / total))
                .putFields("checkpoint", object(checkpoint));
        return StreamResponse.newBuilder()
                .setArtifactUpdate(TaskArtifactUpdateEvent.newBuilder()
                        .setTaskId(remote)
                        .setContextId("agents-context")
                        .setArtifact(Artifact.newBuilder()
                                .setArtifactId("steps")
                                .addParts(Part.newBuilder().setText(text)))
                        .setMetadata(Struct.newBuilder().putFields(Extensions.CHECKPOINT, object(report))))
                .build();
    }

    /** A status that says this of its progress. */
    static StreamResponse saying(String remote, Value report) {
        StreamResponse.Builder event = ScriptedRouter.status(remote, TaskState.TASK_STATE_WORKING).toBuilder();
        event.getStatusUpdateBuilder().getMetadataBuilder().putFields(Extensions.CHECKPOINT, report);
        return event.build();
    }
}
