package dev.parley.proto.dialect.v03;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import dev.parley.proto.a2a.v03json.Answer;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.json.RandomMessages;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Any message of 1.0, into 0.3 and back, is the same message but for what 0.3 has no words for. */
class V03JsonPropertyTest {
    @Property(tries = 500)
    void event_survivesThere(@ForAll long seed) {
        StreamResponse event =
                (StreamResponse) sayable(new RandomMessages(seed).next(StreamResponse.getDefaultInstance()));
        Assume.that(event.getPayloadCase() != StreamResponse.PayloadCase.PAYLOAD_NOT_SET);
        Faults faults = new Faults();
        StreamResponse back = new V03JsonReader(faults).event(throughJson(V03JsonWriter.answer(event)), "$");
        faults.refuse();
        assertThat(back).isEqualTo(event);
    }

    @Property(tries = 500)
    void task_survivesThere(@ForAll long seed) {
        Task task = (Task) sayable(new RandomMessages(seed).next(Task.getDefaultInstance()));
        Faults faults = new Faults();
        Task back = new V03JsonReader(faults).task(throughJson(V03JsonWriter.answer(task)), "$");
        faults.refuse();
        assertThat(back).isEqualTo(task);
    }

    @Property(tries = 500)
    void request_survivesThere(@ForAll long seed) {
        SendMessageRequest request =
                (SendMessageRequest) sayable(new RandomMessages(seed).next(SendMessageRequest.getDefaultInstance()));
        Faults faults = new Faults();
        Message back = new V03JsonReader(faults).request(throughJson(V03JsonWriter.params(request)), false, "$");
        faults.refuse();
        assertThat(back).isEqualTo(request);
    }

    @SuppressWarnings("unchecked") // a message's default instance is of its own type
    private static <T extends Message> T throughJson(T message) {
        return (T) ProtoJson.read(ProtoJson.toBytes(message), message.getDefaultInstanceForType());
    }

    /** The message without what 0.3 cannot say, and with the empty objects that it always has. */
    private static Message sayable(Message message) {
        Message.Builder builder = message.toBuilder();
        builder.getAllFields().forEach((field, value) -> {
            if (field.getJavaType() != com.google.protobuf.Descriptors.FieldDescriptor.JavaType.MESSAGE
                    || field.isMapField()) {
                return;
            }
            if (field.isRepeated()) {
                builder.clearField(field);
                for (Object element : (Iterable<?>) value) {
                    Message clean = sayable((Message) element);
                    if (!(clean instanceof Part part && part.getContentCase() == Part.ContentCase.CONTENT_NOT_SET)) {
                        builder.addRepeatedField(field, clean);
                    }
                }
            } else if (!((Message) value).getDescriptorForType().getFullName().startsWith("google.protobuf.")) {
                builder.setField(field, sayable((Message) value));
            }
        });
        return switch (builder) {
            case Part.Builder part -> part(part).build();
            case TaskStatusUpdateEvent.Builder event ->
                event.mergeStatus(TaskStatus.getDefaultInstance()).build();
            case TaskArtifactUpdateEvent.Builder event ->
                event.mergeArtifact(Artifact.getDefaultInstance()).build();
            case TaskPushNotificationConfig.Builder config ->
                config.clearTenant().clearTaskId().build();
            case SendMessageRequest.Builder request ->
                request.clearTenant()
                        .mergeMessage(dev.parley.proto.a2a.v1.Message.getDefaultInstance())
                        .build();
            default -> builder.build();
        };
    }

    private static Part.Builder part(Part.Builder part) {
        if (part.hasText() || part.hasData()) {
            part.clearFilename().clearMediaType();
        }
        // taken away with the mark that the data was wrapped
        return part.hasData() && part.getMetadata().equals(Struct.getDefaultInstance()) ? part.clearMetadata() : part;
    }

    @Property(tries = 200)
    void kind_isAlwaysThere(@ForAll long seed) {
        Task task = (Task) new RandomMessages(seed).next(Task.getDefaultInstance());
        Answer answer = V03JsonWriter.answer(task);
        assertThat(answer.getKind()).isEqualTo("task");
        assertThat(answer.getHistoryList())
                .allMatch(message -> message.getKind().equals("message"));
        assertThat(answer.getArtifactsList())
                .allMatch(artifact -> artifact.getPartsList().stream()
                        .noneMatch(part -> part.getKind().isEmpty()));
    }
}
