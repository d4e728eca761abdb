package dev.parley.proto.dialect.v01;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import dev.parley.proto.a2a.v01json.TaskEvent;
import dev.parley.proto.a2a.v01json.TaskSendParams;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.json.RandomMessages;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Any message of 1.0, into 0.1 and back, is the same message but for what 0.1 has no words for. */
class V01JsonPropertyTest {
    private final V01JsonWriter writer = new V01JsonWriter("mine");

    @Property(tries = 500)
    void message_survivesThere(@ForAll long seed) {
        Message message = sayable((Message) new RandomMessages(seed).next(Message.getDefaultInstance()));
        Assume.that(message.getPartsCount() > 0);
        var written = writer.task(Task.newBuilder().addHistory(message).build()).getHistory(0);
        var params =
                TaskSendParams.newBuilder().setId("mine").setMessage(written).build();
        SendMessageRequest back = (SendMessageRequest) read(A2aMethod.SEND_MESSAGE, params);
        assertThat(back.getMessage().toBuilder().clearTaskId().build()).isEqualTo(message);
    }

    @Property(tries = 500)
    void webhook_survivesThere(@ForAll long seed) {
        TaskPushNotificationConfig config = ((TaskPushNotificationConfig)
                        new RandomMessages(seed).next(TaskPushNotificationConfig.getDefaultInstance()))
                .toBuilder().clearTenant().setId("webhook").setTaskId("mine").build();
        assertThat(read(A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG, writer.config(config)))
                .isEqualTo(config);
    }

    @Property(tries = 200)
    void eventsOfATask_areWhatTheTaskIs(@ForAll long seed) {
        Task task = (Task) new RandomMessages(seed).next(Task.getDefaultInstance());
        for (int i = 0; i < task.getArtifactsCount(); i++) {
            task = task.toBuilder()
                    .setArtifacts(i, task.getArtifacts(i).toBuilder().setArtifactId("artifact-" + i))
                    .build();
        }
        List<TaskEvent> events = new V01Events("mine")
                .events(StreamResponse.newBuilder().setTask(task).build());
        var whole = writer.task(task);
        assertThat(events)
                .hasSize(task.getArtifactsCount() + 1)
                .allMatch(event -> event.getId().equals("mine"));
        assertThat(events.subList(0, task.getArtifactsCount()).stream().map(TaskEvent::getArtifact))
                .isEqualTo(whole.getArtifactsList());
        assertThat(events.getLast().getStatus()).isEqualTo(whole.getStatus());
    }

    private static com.google.protobuf.Message read(A2aMethod method, com.google.protobuf.Message params) {
        var sent = ProtoJson.read(ProtoJson.toBytes(params), params.getDefaultInstanceForType());
        Faults faults = new Faults();
        com.google.protobuf.Message request = new V01JsonReader(faults).request(method, sent, "$");
        faults.refuse();
        return request;
    }

    /** Without what 0.1 cannot say. */
    private static Message sayable(Message message) {
        Message.Builder sayable = message.toBuilder()
                .clearMessageId()
                .clearTaskId()
                .clearContextId()
                .clearExtensions()
                .clearReferenceTaskIds()
                .clearParts();
        message.getPartsList().stream()
                .filter(part -> part.getContentCase() != Part.ContentCase.CONTENT_NOT_SET)
                .forEach(part -> sayable.addParts(sayable(part.toBuilder())));
        return (message.getRole() == Role.ROLE_UNSPECIFIED ? sayable.setRole(Role.ROLE_USER) : sayable).build();
    }

    private static Part.Builder sayable(Part.Builder part) {
        if (part.hasText() || part.hasData()) {
            part.clearFilename().clearMediaType();
        }
        // taken away with the mark that the data was wrapped
        return part.hasData() && part.getMetadata().equals(Struct.getDefaultInstance()) ? part.clearMetadata() : part;
    }
}
