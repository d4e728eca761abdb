package dev.parley.task.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.proto.task.v1.CancelRequestedEntry;
import dev.parley.proto.task.v1.CheckpointEntry;
import dev.parley.proto.task.v1.CheckpointRef;
import dev.parley.proto.task.v1.CheckpointTrigger;
import dev.parley.proto.task.v1.EventEntry;
import dev.parley.proto.task.v1.LateEntry;
import dev.parley.task.export.Outbox.Exported;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.TaskKey;
import io.cloudevents.CloudEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskCloudEventsTest {
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00.123Z");
    private static final String ID = "019a0000-0000-7000-8000-000000000001";
    private final TaskCloudEvents events = new TaskCloudEvents("/parley/test", 1000);

    private CloudEvent of(EntryKind kind, MessageLite body) {
        return events.of(new Exported(
                        new TaskKey("acme", UUID.fromString(ID)),
                        7,
                        kind.number(),
                        body.toByteArray(),
                        AT,
                        "context",
                        "agent"))
                .event();
    }

    private CloudEvent said(StreamResponse event) {
        return of(EntryKind.EVENT, EventEntry.newBuilder().setEvent(event).build());
    }

    private static String data(CloudEvent event) {
        return new String(Objects.requireNonNull(event.getData()).toBytes(), StandardCharsets.UTF_8);
    }

    private static AcceptedEntry accepted(String text) {
        AcceptedEntry.Builder accepted = AcceptedEntry.newBuilder();
        accepted.getCallBuilder()
                .getRequestBuilder()
                .setMessage(Message.newBuilder()
                        .setMessageId("m")
                        .addParts(Part.newBuilder().setText(text)));
        return accepted.build();
    }

    @Test
    void attributes_sayWhatWhereWhenAndBySchema() {
        CloudEvent event = of(EntryKind.ACCEPTED, accepted("hello"));
        assertThat(event.getSpecVersion().toString()).isEqualTo("1.0");
        assertThat(event.getId()).isEqualTo(ID + "/7");
        assertThat(event.getSource()).isEqualTo(URI.create("/parley/test"));
        assertThat(event.getType()).isEqualTo("dev.parley.task.accepted.v1");
        assertThat(event.getSubject()).isEqualTo(ID);
        assertThat(event.getTime()).isEqualTo(AT.atOffset(ZoneOffset.UTC));
        assertThat(event.getDataContentType()).isEqualTo("application/json");
        assertThat(event.getDataSchema()).hasToString("https://parley.dev/schemas/parley.events.v1.TaskAccepted");
        assertThat(event.getExtension("partitionkey")).isEqualTo(ID);
        assertThat(event.getExtension("sequence")).isEqualTo("0000000000000000007");
        assertThat(data(event))
                .contains(
                        "\"tenant\":\"acme\"", "\"contextId\":\"context\"", "\"text\":\"hello\"", "\"sequence\":\"7\"");
    }

    @ParameterizedTest
    @CsvSource({
        "SUBMITTED, working",
        "WORKING, working",
        "INPUT_REQUIRED, interrupted",
        "AUTH_REQUIRED, interrupted",
        "COMPLETED, completed",
        "FAILED, failed",
        "CANCELED, canceled",
        "REJECTED, rejected"
    })
    void status_isOfATypeOfItsOwn(String state, String type) {
        TaskStatus status = TaskStatus.newBuilder()
                .setState(TaskState.valueOf("TASK_STATE_" + state))
                .build();
        CloudEvent update = said(StreamResponse.newBuilder()
                .setStatusUpdate(TaskStatusUpdateEvent.newBuilder().setStatus(status))
                .build());
        CloudEvent task = said(StreamResponse.newBuilder()
                .setTask(Task.newBuilder().setStatus(status))
                .build());
        assertThat(update.getType())
                .isEqualTo("dev.parley.task." + type + ".v1")
                .isEqualTo(task.getType());
        assertThat(data(update)).contains("TASK_STATE_" + state);
    }

    @Test
    void otherEntries_haveTypesToo() {
        assertThat(of(
                                EntryKind.ATTEMPT,
                                AttemptEntry.newBuilder().setAgentId("a").build())
                        .getType())
                .isEqualTo("dev.parley.task.assigned.v1");
        assertThat(of(EntryKind.CANCEL_REQUESTED, CancelRequestedEntry.getDefaultInstance())
                        .getType())
                .isEqualTo("dev.parley.task.cancel-requested.v1");
        assertThat(of(EntryKind.LATE, LateEntry.getDefaultInstance()).getType()).isEqualTo("dev.parley.task.late.v1");
        assertThat(said(StreamResponse.newBuilder()
                                .setMessage(Message.newBuilder().setMessageId("x"))
                                .build())
                        .getType())
                .isEqualTo("dev.parley.task.answered.v1");
        assertThat(said(StreamResponse.newBuilder()
                                .setArtifactUpdate(TaskArtifactUpdateEvent.getDefaultInstance())
                                .build())
                        .getType())
                .isEqualTo("dev.parley.task.artifact.v1");
    }

    @Test
    void checkpoint_isToldWithoutTheState_andWhatWasNotTakenIsNone() {
        CloudEvent saved = of(
                EntryKind.CHECKPOINT,
                CheckpointEntry.newBuilder()
                        .setSaved(CheckpointRef.newBuilder()
                                .setCheckpointId("t_3")
                                .setStep(3))
                        .setContentHash(ByteString.copyFrom(new byte[] {1, (byte) 0xab}))
                        .setTrigger(CheckpointTrigger.CONTENT_CHANGED)
                        .setBytes(70)
                        .build());
        assertThat(saved.getType()).isEqualTo("dev.parley.task.checkpoint.v1");
        assertThat(data(saved))
                .contains(
                        "\"checkpointId\":\"t_3\"",
                        "\"step\":\"3\"",
                        "\"contentHash\":\"01ab\"",
                        "\"trigger\":\"content_changed\"");
        assertThat(of(
                                EntryKind.CHECKPOINT,
                                CheckpointEntry.newBuilder().setRefused("no").build())
                        .getType())
                .isEqualTo("dev.parley.task.noted.v1");
    }

    @Test
    void entryThatOnlyItsEscapesMakeTooLarge_saysWhatHappenedWithoutTheContent() {
        AcceptedEntry escaped = accepted("\u001b".repeat(600));
        assertThat(escaped.toByteArray()).hasSizeLessThan(1000);
        CloudEvent event = of(EntryKind.ACCEPTED, escaped);
        assertThat(data(event))
                .hasSizeLessThan(1000)
                .contains("\"leftOutBytes\":\"6", "\"messageId\":\"m\"")
                .doesNotContain("u001b");
    }

    @Test
    void entryOfAKindThatIsNotKnownHere_isANote() {
        CloudEvent event = events.of(new Exported(
                        new TaskKey("acme", UUID.fromString(ID)), 7, 999, new byte[0], AT, "context", "agent"))
                .event();
        assertThat(event.getType()).isEqualTo("dev.parley.task.noted.v1");
        assertThat(event.getExtension("sequence")).isEqualTo("0000000000000000007");
    }

    @Test
    void entryThatIsTooLarge_saysWhatHappenedWithoutTheContent() {
        String large = "x".repeat(2000);
        CloudEvent message = of(EntryKind.ACCEPTED, accepted(large));
        assertThat(data(message))
                .contains("\"leftOutBytes\":\"20", "\"messageId\":\"m\"")
                .doesNotContain("xxx");

        TaskStatus end = TaskStatus.newBuilder()
                .setState(TaskState.TASK_STATE_FAILED)
                .setMessage(Message.newBuilder().addParts(Part.newBuilder().setText(large)))
                .build();
        CloudEvent failed = said(StreamResponse.newBuilder()
                .setStatusUpdate(TaskStatusUpdateEvent.newBuilder().setStatus(end))
                .build());
        assertThat(failed.getType()).isEqualTo("dev.parley.task.failed.v1");
        assertThat(data(failed)).contains("TASK_STATE_FAILED").doesNotContain("xxx");

        var update = TaskArtifactUpdateEvent.newBuilder().setAppend(true);
        update.getArtifactBuilder()
                .setArtifactId("art")
                .addParts(Part.newBuilder().setText(large));
        CloudEvent artifact =
                said(StreamResponse.newBuilder().setArtifactUpdate(update).build());
        assertThat(data(artifact))
                .contains("\"artifactId\":\"art\"", "\"append\":true")
                .doesNotContain("xxx");
    }
}
