package dev.parley.task.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.task.lifecycle.TaskFold;
import org.junit.jupiter.api.Test;

/** What an agent of a later A2A says goes on to who understands it, though nobody here does. */
class UnknownFieldsTest {
    private static final UnknownFieldSet LATER = UnknownFieldSet.newBuilder()
            .addField(
                    901,
                    UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("later"))
                            .build())
            .build();

    private static StreamResponse event() {
        return StreamResponse.newBuilder()
                .setTask(Task.newBuilder()
                        .setId("remote")
                        .setContextId("c")
                        .setStatus(TaskStatus.newBuilder()
                                .setState(TaskState.TASK_STATE_WORKING)
                                .setUnknownFields(LATER))
                        .setUnknownFields(LATER))
                .setUnknownFields(LATER)
                .build();
    }

    @Test
    void unknownFields_staySoWhenIdsChange() throws InvalidProtocolBufferException {
        StreamResponse outward = new Ids("ours", "context").outward(StreamResponse.parseFrom(event().toByteArray()));

        assertThat(outward.getUnknownFields()).isEqualTo(LATER);
        assertThat(outward.getTask().getId()).isEqualTo("ours");
        assertThat(outward.getTask().getUnknownFields()).isEqualTo(LATER);
        assertThat(outward.getTask().getStatus().getUnknownFields()).isEqualTo(LATER);
    }

    @Test
    void unknownFields_areKeptInATasksFold() {
        TaskFold fold = new TaskFold("t", "c", TaskStatus.getDefaultInstance());
        fold.apply(event());
        fold.apply(StreamResponse.newBuilder()
                .setTask(event().getTask().toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance()))
                .build());

        assertThat(fold.toTask().getUnknownFields()).isEqualTo(LATER);
        assertThat(fold.copy().toTask()).isEqualTo(fold.toTask());
        assertThat(TaskFold.of(fold.toTask()).toTask()).isEqualTo(fold.toTask());
    }
}
