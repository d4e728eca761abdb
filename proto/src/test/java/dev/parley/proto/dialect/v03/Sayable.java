package dev.parley.proto.dialect.v03;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.SendMessageConfiguration;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import java.util.function.Function;

/** Messages of 1.0 without what 0.3 cannot say, and with the empty objects that it always has. */
final class Sayable {
    private Sayable() {}

    /** In the JSON of 0.3's JSON-RPC. */
    static Message inJson(Message message) {
        return clean(message, Sayable::inBoth);
    }

    /** In 0.3's messages. */
    static Message inProto(Message message) {
        return clean(message, Sayable::inProtoAlone);
    }

    private static Message clean(Message message, Function<Message.Builder, Message> rules) {
        Message.Builder builder = message.toBuilder();
        builder.getAllFields().forEach((field, value) -> {
            if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || field.isMapField()) {
                return;
            }
            if (field.isRepeated()) {
                builder.clearField(field);
                for (Object element : (Iterable<?>) value) {
                    Message cleaned = clean((Message) element, rules);
                    if (!(cleaned instanceof Part part && part.getContentCase() == Part.ContentCase.CONTENT_NOT_SET)) {
                        builder.addRepeatedField(field, cleaned);
                    }
                }
            } else if (!((Message) value).getDescriptorForType().getFullName().startsWith("google.protobuf.")) {
                builder.setField(field, clean((Message) value, rules));
            }
        });
        return rules.apply(builder);
    }

    private static Message inBoth(Message.Builder builder) {
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

    private static Message inProtoAlone(Message.Builder builder) {
        return switch (builder) {
            case dev.parley.proto.a2a.v1.Message.Builder message ->
                message.clearReferenceTaskIds().build();
            case TaskStatus.Builder status
            when status.getMessage().getMessageId().isEmpty()
                    && status.getMessage().getPartsCount() == 0 ->
                status.clearMessage().build();
            case SendMessageConfiguration.Builder wishes
            when wishes.hasHistoryLength() && wishes.getHistoryLength() == 0 ->
                wishes.setHistoryLength(1).build();
            case SendMessageRequest.Builder request ->
                inBoth(request.mergeConfiguration(SendMessageConfiguration.getDefaultInstance()));
            default -> inBoth(builder);
        };
    }

    private static Part.Builder part(Part.Builder part) {
        if (part.hasText() || part.hasData()) {
            part.clearFilename().clearMediaType();
        }
        // taken away with the mark that the data was wrapped
        return part.hasData() && part.getMetadata().equals(Struct.getDefaultInstance()) ? part.clearMetadata() : part;
    }
}
