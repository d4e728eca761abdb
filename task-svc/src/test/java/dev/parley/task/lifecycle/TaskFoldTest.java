package dev.parley.task.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TaskFoldTest {
    private static final TaskStatus WORKING =
            TaskStatus.newBuilder().setState(TaskState.TASK_STATE_WORKING).build();

    private enum What {
        STATUS,
        SAID,
        CHUNK,
        ARTIFACT,
        TASK,
        ASKED
    }

    /** Something that happens to a task: a few names, so that they meet, and a text between nothing and long. */
    record Step(What what, int name, String text, boolean more) {}

    @Provide
    Arbitrary<List<Step>> stories() {
        Arbitrary<String> texts = Combinators.combine(
                        Arbitraries.strings().withChars('a', 'ü', '€').ofMaxLength(3),
                        Arbitraries.of(0, 1, 40, 130, 17_000))
                .as(String::repeat);
        return Combinators.combine(
                        Arbitraries.of(What.class),
                        Arbitraries.integers().between(0, 2),
                        texts,
                        Arbitraries.of(true, false))
                .as(Step::new)
                .list()
                .ofMaxSize(25);
    }

    @Property(tries = 500)
    void bytes_areThoseOfTheSerializedTask(@ForAll("stories") List<Step> story) {
        TaskFold fold = new TaskFold("t", "c", WORKING);
        for (Step step : story) {
            happens(step, fold);
            assertThat(fold.bytes()).isEqualTo(fold.toTask().getSerializedSize());
        }
        assertThat(fold.copy().toTask()).isEqualTo(fold.toTask());
        assertThat(fold.copy().bytes()).isEqualTo(fold.bytes());
        assertThat(TaskFold.of(fold.toTask()).toTask()).isEqualTo(fold.toTask());
        assertThat(TaskFold.of(fold.toTask()).bytes()).isEqualTo(fold.bytes());
    }

    private static void happens(Step step, TaskFold fold) {
        String name = "n" + step.name;
        switch (step.what) {
            case STATUS -> fold.apply(statusUpdate(WORKING, step.more ? metadata(name, step.text) : metadata()));
            case SAID -> fold.apply(statusUpdate(status(name, step.text), metadata()));
            case CHUNK -> fold.apply(chunk(artifact(step), true));
            case ARTIFACT -> fold.apply(chunk(artifact(step), false));
            case TASK ->
                fold.apply(StreamResponse.newBuilder()
                        .setTask(Task.newBuilder()
                                .setStatus(WORKING)
                                .addArtifacts(artifact(step))
                                .addHistory(message(name, step.text))
                                .setMetadata(metadata(name, step.text))
                                .setUnknownFields(later(901 + step.name, step.text)))
                        .build());
            case ASKED -> fold.addToHistory(message(name, step.text));
        }
    }

    private static Artifact artifact(Step step) {
        Artifact.Builder artifact = Artifact.newBuilder()
                .setArtifactId("a" + step.name)
                .setName(step.text)
                .addParts(Part.newBuilder().setText(step.text));
        if (step.more) {
            artifact.setMetadata(metadata("n" + step.text.length() % 3, step.text))
                    .addExtensions("urn:" + step.text.length() % 3)
                    .setUnknownFields(later(901, step.text));
        }
        return artifact.build();
    }

    @Test
    void bytes_doNotGrowWithWhatIsReplaced() {
        TaskFold fold = new TaskFold("t", "c", WORKING);
        fold.apply(statusUpdate(status("m", "x"), metadata("k", "v")));
        fold.apply(chunk(
                Artifact.newBuilder()
                        .setArtifactId("a")
                        .setMetadata(metadata("k", "v"))
                        .build(),
                false));
        long once = fold.bytes();

        for (int i = 0; i < 1000; i++) {
            fold.apply(statusUpdate(status("m", "y"), metadata("k", "w")));
            fold.apply(chunk(
                    Artifact.newBuilder()
                            .setArtifactId("a")
                            .setMetadata(metadata("k", "w"))
                            .build(),
                    true));
        }

        assertThat(fold.bytes()).isEqualTo(once);
    }

    @Test
    void metadata_ofStatusesCounts() {
        TaskFold fold = new TaskFold("t", "c", WORKING);
        for (int i = 0; i < 100; i++) {
            fold.apply(statusUpdate(WORKING, metadata("key-" + i, "x".repeat(1000))));
        }
        assertThat(fold.bytes()).isGreaterThan(100_000);
    }

    @Test
    void chunk_addsAllThatItSays() {
        TaskFold fold = new TaskFold("t", "c", WORKING);
        Artifact first = Artifact.newBuilder()
                .setArtifactId("a")
                .setName("first")
                .addParts(text("one"))
                .addExtensions("urn:x")
                .setMetadata(metadata("k", "v"))
                .setUnknownFields(later(901, "one"))
                .build();
        fold.apply(chunk(first, false));
        fold.apply(chunk(
                Artifact.newBuilder()
                        .setArtifactId("a")
                        .addParts(text("two").toBuilder().setUnknownFields(later(903, "of a part")))
                        .addExtensions("urn:x")
                        .addExtensions("urn:y")
                        .setMetadata(metadata("l", "w"))
                        .setUnknownFields(later(902, "two"))
                        .build(),
                true));

        Artifact whole = fold.toTask().getArtifacts(0);

        assertThat(whole.getExtensionsList()).containsExactly("urn:x", "urn:y");
        assertThat(whole.getMetadata().getFieldsMap()).containsOnlyKeys("k", "l");
        assertThat(whole.getUnknownFields())
                .isEqualTo(later(901, "one").toBuilder()
                        .mergeFrom(later(902, "two"))
                        .build());
        assertThat(whole.getParts(1).getUnknownFields()).isEqualTo(later(903, "of a part"));
        assertThat(whole.getName()).isEqualTo("first");
    }

    @Test
    void unknownFieldsThatEveryChunkRepeats_areHeldOnce() {
        TaskFold fold = new TaskFold("t", "c", WORKING);
        Artifact chunk = Artifact.newBuilder()
                .setArtifactId("a")
                .setUnknownFields(later(901, "same"))
                .build();
        for (int i = 0; i < 3; i++) {
            fold.apply(chunk(chunk, true));
        }
        assertThat(fold.toTask().getArtifacts(0)).isEqualTo(chunk);
    }

    private static UnknownFieldSet later(int number, String text) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        number,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8(text))
                                .build())
                .build();
    }

    private static Struct metadata() {
        return Struct.getDefaultInstance();
    }

    private static Struct metadata(String key, String text) {
        return Struct.newBuilder()
                .putFields(key, Value.newBuilder().setStringValue(text).build())
                .build();
    }

    private static Part text(String text) {
        return Part.newBuilder().setText(text).build();
    }

    private static Message message(String id, String text) {
        return Message.newBuilder().setMessageId(id).addParts(text(text)).build();
    }

    private static TaskStatus status(String messageId, String text) {
        return WORKING.toBuilder().setMessage(message(messageId, text)).build();
    }

    private static StreamResponse statusUpdate(TaskStatus status, Struct metadata) {
        return StreamResponse.newBuilder()
                .setStatusUpdate(
                        TaskStatusUpdateEvent.newBuilder().setStatus(status).setMetadata(metadata))
                .build();
    }

    private static StreamResponse chunk(Artifact artifact, boolean append) {
        return StreamResponse.newBuilder()
                .setArtifactUpdate(TaskArtifactUpdateEvent.newBuilder()
                        .setArtifact(artifact)
                        .setAppend(append))
                .build();
    }
}
