package dev.parley.task.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
    /** A chunk of one of three artifacts, text or data, or a status with a message. */
    record Step(int artifact, String text, boolean data, boolean status) {}

    @Provide
    Arbitrary<List<Step>> stories() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(4),
                        Arbitraries.of(false, false, false, true),
                        Arbitraries.of(false, false, false, true))
                .as(Step::new)
                .list()
                .ofMaxSize(30);
    }

    @Property
    void events_bringWhatWasMissedOnceAndNothingTwice(
            @ForAll("stories") List<Step> story, @ForAll @IntRange(max = 30) int cut, @ForAll boolean merges) {
        List<StreamResponse> events = events(story);
        TaskFold whole = fold(events);
        TaskFold held = fold(events.subList(0, Math.min(cut, events.size())));
        Task snapshot = merges ? mergeTexts(whole.toTask()) : whole.toTask();

        List<StreamResponse> missed = Reconciliation.events(held.toTask(), snapshot, false);
        missed.forEach(held::apply);

        assertThat(contents(held.toTask())).isEqualTo(contents(snapshot));
        assertThat(held.status()).isEqualTo(snapshot.getStatus());
        assertThat(missed).isNotEmpty();
        long appended = missed.stream()
                .filter(event -> event.getArtifactUpdate().getAppend())
                .count();
        assertThat(appended).isLessThanOrEqualTo(3);
    }

    @Test
    void events_replaceAnArtifactThatIsNoContinuation() {
        Task held = task(artifact("a", text("one"), text("two")));
        Task snapshot = task(artifact("a", text("other")));

        StreamResponse event = Reconciliation.events(held, snapshot, false).getFirst();

        assertThat(event.getArtifactUpdate().getAppend()).isFalse();
        assertThat(event.getArtifactUpdate().getArtifact().getPartsList()).containsExactly(text("other"));
    }

    @Test
    void events_appendTheRestAcrossChunkBorders() {
        Task held = task(artifact("a", text("He"), text("llo w")));
        Task snapshot = task(artifact("a", text("Hello"), text(" world"), text("!")));

        StreamResponse event = Reconciliation.events(held, snapshot, false).getFirst();

        assertThat(event.getArtifactUpdate().getAppend()).isTrue();
        assertThat(event.getArtifactUpdate().getArtifact().getPartsList()).containsExactly(text("orld"), text("!"));
    }

    @Test
    void events_alwaysLeaveATrace() {
        Task same = task(artifact("a", text("x")));

        assertThat(Reconciliation.events(same, same, false)).hasSize(1).allMatch(StreamResponse::hasStatusUpdate);
    }

    @Test
    void events_haveTheStatusWhereATurnIsOverByIt() {
        Task held = task(artifact("a", text("x")));
        Task more = task(artifact("a", text("x")), artifact("b", text("y")));

        assertThat(Reconciliation.events(held, more, false)).noneMatch(StreamResponse::hasStatusUpdate);
        assertThat(Reconciliation.events(held, more, true).getLast().hasStatusUpdate())
                .isTrue();
    }

    @Test
    void events_bringMetadataThatIsNew() {
        Task held = task().toBuilder().setMetadata(metadata("ours", "kept")).build();
        Task snapshot =
                task().toBuilder().setMetadata(metadata("theirs", "new")).build();

        TaskFold fold = TaskFold.of(held);
        Reconciliation.events(held, snapshot, false).forEach(fold::apply);
        assertThat(fold.toTask().getMetadata().getFieldsMap()).containsOnlyKeys("ours", "theirs");
        assertThat(Reconciliation.events(fold.toTask(), snapshot, false))
                .noneMatch(event -> event.getStatusUpdate().hasMetadata());
    }

    private static Struct metadata(String key, String value) {
        return Struct.newBuilder()
                .putFields(key, Value.newBuilder().setStringValue(value).build())
                .build();
    }

    private static List<StreamResponse> events(List<Step> story) {
        List<StreamResponse> events = new ArrayList<>();
        boolean[] begun = new boolean[3];
        for (Step step : story) {
            if (step.status()) {
                events.add(StreamResponse.newBuilder()
                        .setStatusUpdate(TaskStatusUpdateEvent.newBuilder()
                                .setStatus(TaskStatus.newBuilder()
                                        .setState(TaskState.WORKING.wire())
                                        .setMessage(Message.newBuilder().setMessageId("m" + events.size()))))
                        .build());
                continue;
            }
            Part part =
                    step.data() ? Part.newBuilder().setUrl("u:" + step.text()).build() : text(step.text());
            events.add(StreamResponse.newBuilder()
                    .setArtifactUpdate(TaskArtifactUpdateEvent.newBuilder()
                            .setAppend(begun[step.artifact()])
                            .setArtifact(artifact("a" + step.artifact(), part)))
                    .build());
            begun[step.artifact()] = true;
        }
        return events;
    }

    private static TaskFold fold(List<StreamResponse> events) {
        TaskFold fold = new TaskFold(
                "t",
                "c",
                TaskStatus.newBuilder().setState(TaskState.WORKING.wire()).build());
        events.forEach(fold::apply);
        return fold;
    }

    private static Task mergeTexts(Task task) {
        Task.Builder merged = task.toBuilder();
        for (Artifact.Builder artifact : merged.getArtifactsBuilderList()) {
            List<Part> parts = new ArrayList<>();
            for (Part part : artifact.getPartsList()) {
                if (!parts.isEmpty() && part.hasText() && parts.getLast().hasText()) {
                    parts.add(text(parts.removeLast().getText() + part.getText()));
                } else {
                    parts.add(part);
                }
            }
            artifact.clearParts().addAllParts(parts);
        }
        return merged.build();
    }

    private static List<String> contents(Task task) {
        return task.getArtifactsList().stream()
                .map(artifact -> artifact.getArtifactId()
                        + mergeTexts(task(artifact)).getArtifacts(0).getPartsList())
                .sorted()
                .toList();
    }

    private static Task task(Artifact... artifacts) {
        return Task.newBuilder()
                .setId("t")
                .setStatus(TaskStatus.newBuilder().setState(TaskState.WORKING.wire()))
                .addAllArtifacts(List.of(artifacts))
                .build();
    }

    private static Artifact artifact(String id, Part... parts) {
        return Artifact.newBuilder()
                .setArtifactId(id)
                .addAllParts(List.of(parts))
                .build();
    }

    private static Part text(String text) {
        return Part.newBuilder().setText(text).build();
    }
}
