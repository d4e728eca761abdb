package dev.parley.proto.dialect.v03;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v03.AgentCapabilities;
import dev.parley.proto.a2a.v03.AgentCard;
import dev.parley.proto.a2a.v03.AgentCardSignature;
import dev.parley.proto.a2a.v03.AgentInterface;
import dev.parley.proto.a2a.v03.AgentProvider;
import dev.parley.proto.a2a.v03.AgentSkill;
import dev.parley.proto.a2a.v03.CancelTaskRequest;
import dev.parley.proto.a2a.v03.CreateTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.DataPart;
import dev.parley.proto.a2a.v03.FilePart;
import dev.parley.proto.a2a.v03.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.ListTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.Message;
import dev.parley.proto.a2a.v03.OAuth2SecurityScheme;
import dev.parley.proto.a2a.v03.OAuthFlows;
import dev.parley.proto.a2a.v03.Part;
import dev.parley.proto.a2a.v03.PushNotificationConfig;
import dev.parley.proto.a2a.v03.Security;
import dev.parley.proto.a2a.v03.SecurityScheme;
import dev.parley.proto.a2a.v03.SendMessageRequest;
import dev.parley.proto.a2a.v03.SendMessageResponse;
import dev.parley.proto.a2a.v03.StreamResponse;
import dev.parley.proto.a2a.v03.Task;
import dev.parley.proto.a2a.v03.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v03.TaskState;
import dev.parley.proto.a2a.v03.TaskStatus;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.SecurityRequirement;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.proto.json.RequiredFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class V03ProtoTest {
    private final Faults faults = new Faults();
    private final V03ProtoReader reader = new V03ProtoReader(faults, FileBytes.BASE64);
    private final V03ProtoWriter writer = new V03ProtoWriter(FileBytes.BASE64);

    private List<String> faultPaths() {
        A2aException refused = catchThrowableOfType(A2aException.class, faults::refuse);
        assertThat(refused.code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);
        return refused.violations().stream().map(Violation::path).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "t-1", "tasks/", "tasks/t-1/", "tasks/t-1/pushNotificationConfigs/c", "task/t-1"})
    void taskName_thatNamesNoTaskIsRefused(String name) {
        reader.request(CancelTaskRequest.newBuilder().setName(name).build(), "$");
        assertThat(faultPaths()).containsExactly("$.name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tasks/t-1", "tasks/t-1/pushNotificationConfigs", "tasks/t-1/pushNotificationConfigs/"})
    void configName_thatNamesNoConfigIsRefused(String name) {
        reader.request(
                GetTaskPushNotificationConfigRequest.newBuilder().setName(name).build(), "$");
        assertThat(faultPaths()).containsExactly("$.name");
    }

    @Test
    void name_isShownInPart() {
        reader.request(
                CancelTaskRequest.newBuilder().setName("x".repeat(10_000)).build(), "$");
        A2aException refused = catchThrowableOfType(A2aException.class, faults::refuse);
        assertThat(refused.getMessage()).hasSizeLessThan(300).contains("tasks/{id}");
    }

    @Test
    void parent_mayBeTheCollection() {
        var request = (dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest) reader.request(
                ListTaskPushNotificationConfigRequest.newBuilder()
                        .setParent("tasks/t-1/pushNotificationConfigs")
                        .build(),
                "$");
        faults.refuse();
        assertThat(request.getTaskId()).isEqualTo("t-1");
    }

    @Test
    void createdConfig_takesItsTaskFromWhereItIs() {
        assertThat(created("tasks/t-1", "c-1", "", "").getTaskId()).isEqualTo("t-1");
        assertThat(created("tasks/t-1", "c-1", "", "").getId()).isEqualTo("c-1");
        assertThat(created("", "", "tasks/t-1/pushNotificationConfigs/", "c-2").getTaskId())
                .isEqualTo("t-1");
        assertThat(created("", "", "tasks/t-1/pushNotificationConfigs/", "c-2").getId())
                .isEqualTo("c-2");
        assertThat(created("tasks/t-1", "c-1", "tasks/t-1/pushNotificationConfigs/x", "c-2")
                        .getId())
                .isEqualTo("c-2");
        faults.refuse();
    }

    @Test
    void createdConfig_ofTwoTasksOrNoneIsRefused() {
        created("tasks/t-1", "c-1", "tasks/t-2/pushNotificationConfigs/c-1", "c-1");
        created("", "c-1", "", "c-1");
        assertThat(faultPaths()).containsExactly("$.config.name", "$.parent");
    }

    private dev.parley.proto.a2a.v1.TaskPushNotificationConfig created(
            String parent, String configId, String name, String id) {
        return (dev.parley.proto.a2a.v1.TaskPushNotificationConfig) reader.request(
                CreateTaskPushNotificationConfigRequest.newBuilder()
                        .setParent(parent)
                        .setConfigId(configId)
                        .setConfig(TaskPushNotificationConfig.newBuilder()
                                .setName(name)
                                .setPushNotificationConfig(PushNotificationConfig.newBuilder()
                                        .setId(id)
                                        .setUrl("https://a.example/")))
                        .build(),
                "$");
    }

    @Test
    void parts_withoutContentAreRefusedWithTheirPath() {
        reader.request(
                SendMessageRequest.newBuilder()
                        .setRequest(Message.newBuilder()
                                .addContent(Part.newBuilder().setText(""))
                                .addContent(Part.getDefaultInstance())
                                .addContent(Part.newBuilder().setFile(FilePart.getDefaultInstance())))
                        .build(),
                "$");
        assertThat(faultPaths()).containsExactly("$.message.content[1]", "$.message.content[2].file");
    }

    @Test
    void answers_withoutContentAreRefused() {
        reader.sent(SendMessageResponse.getDefaultInstance(), "$");
        reader.event(StreamResponse.getDefaultInstance(), "$");
        assertThat(faultPaths()).containsExactly("$", "$");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.sent(dev.parley.proto.a2a.v1.SendMessageResponse.getDefaultInstance()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.event(dev.parley.proto.a2a.v1.StreamResponse.getDefaultInstance()));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.request(ListTasksRequest.getDefaultInstance()));
        assertThatIllegalArgumentException().isThrownBy(() -> reader.request(Task.getDefaultInstance(), "$"));
    }

    @Test
    void fileBytes_thatAreNoBase64AreTheFile() {
        assertThat(read(FileBytes.BASE64, "aGk=")).isEqualTo("hi");
        assertThat(read(FileBytes.BASE64, "hello world!")).isEqualTo("hello world!");
        assertThat(read(FileBytes.BASE64, "hello")).isEqualTo("hello");
        assertThat(read(FileBytes.BASE64, "")).isEmpty();
        assertThat(read(FileBytes.RAW, "aGk=")).isEqualTo("aGk=");
    }

    private String read(FileBytes files, String field) {
        var task = new V03ProtoReader(faults, files)
                .event(
                        StreamResponse.newBuilder()
                                .setMsg(Message.newBuilder()
                                        .addContent(Part.newBuilder()
                                                .setFile(FilePart.newBuilder()
                                                        .setFileWithBytes(ByteString.copyFromUtf8(field)))))
                                .build(),
                        "$");
        faults.refuse();
        return task.getMessage().getParts(0).getRaw().toStringUtf8();
    }

    @Test
    void data_isUnwrappedOnlyWithItsMark() {
        Struct object = Struct.newBuilder()
                .putFields("value", Value.newBuilder().setNumberValue(1).build())
                .build();
        var message = reader.event(
                        StreamResponse.newBuilder()
                                .setMsg(Message.newBuilder()
                                        .addContent(Part.newBuilder()
                                                .setData(DataPart.newBuilder().setData(object))))
                                .build(),
                        "$")
                .getMessage();
        assertThat(message.getParts(0).getData().getStructValue()).isEqualTo(object);
    }

    @Test
    void status_withAnEmptyMessageHasNone() {
        var task = reader.task(
                Task.newBuilder()
                        .setId("t-1")
                        .setStatus(TaskStatus.newBuilder()
                                .setState(TaskState.TASK_STATE_WORKING)
                                .setUpdate(Message.getDefaultInstance()))
                        .build(),
                "$");
        assertThat(task.getStatus().hasMessage()).isFalse();
    }

    @Test
    void noHistory_isTheLeastThatCanBeAskedFor() {
        assertThat(writer.request(GetTaskRequest.newBuilder()
                        .setId("t-1")
                        .setHistoryLength(0)
                        .build()))
                .isEqualTo(dev.parley.proto.a2a.v03.GetTaskRequest.newBuilder()
                        .setName("tasks/t-1")
                        .setHistoryLength(1)
                        .build());
    }

    @Test
    void partWithoutContent_isAnEmptyText() {
        var event = dev.parley.proto.a2a.v1.StreamResponse.newBuilder()
                .setMessage(dev.parley.proto.a2a.v1.Message.newBuilder()
                        .addParts(dev.parley.proto.a2a.v1.Part.getDefaultInstance()))
                .build();
        assertThat(writer.event(event).getMsg().getContent(0).hasText()).isTrue();
    }

    @Test
    void requiredFields_areThoseOfTheJson() {
        assertThat(RequiredFields.check(SendMessageRequest.getDefaultInstance(), "$"))
                .extracting(Violation::path)
                .containsExactly("$.message");
        assertThat(RequiredFields.check(
                        SendMessageRequest.newBuilder()
                                .setRequest(Message.getDefaultInstance())
                                .build(),
                        "$"))
                .extracting(Violation::path)
                .containsExactly("$.message.messageId", "$.message.role", "$.message.content");
    }

    @Test
    void card_isReadLikeTheJsonCard() {
        AgentCard card = AgentCard.newBuilder()
                .setName("a")
                .setUrl("a.example:50051")
                .setPreferredTransport("GRPC")
                .addAdditionalInterfaces(
                        AgentInterface.newBuilder().setUrl("https://a.example/").setTransport("HTTP+JSON"))
                .setProtocolVersion("0.2.6")
                .setSupportsAuthenticatedExtendedCard(true)
                .build();
        var read = V03ProtoCard.read(card, faults);
        faults.refuse();
        assertThat(read.getSupportedInterfacesList())
                .extracting(each -> each.getProtocolBinding() + " " + each.getProtocolVersion() + " " + each.getUrl())
                .containsExactly("GRPC 0.2 a.example:50051", "HTTP+JSON 0.2 https://a.example/");
        assertThat(read.getCapabilities().getExtendedAgentCard()).isTrue();
        V03ProtoCard.read(card.toBuilder().setProtocolVersion("new").build(), faults);
        assertThat(faultPaths()).containsExactly("$.protocolVersion");
    }

    @Test
    void card_fieldsThatItsVersionDoesNotKnowAreNotReadAsTheOtherVersions() {
        int deviceCode = dev.parley.proto.a2a.v1.OAuthFlows.DEVICE_CODE_FIELD_NUMBER;
        for (String theirs : List.of("not one of 1.0's", "")) {
            OAuthFlows flows = OAuthFlows.newBuilder()
                    .setUnknownFields(UnknownFieldSet.newBuilder()
                            .addField(
                                    deviceCode,
                                    UnknownFieldSet.Field.newBuilder()
                                            .addLengthDelimited(ByteString.copyFromUtf8(theirs))
                                            .build())
                            .build())
                    .build();
            SecurityScheme scheme = SecurityScheme.newBuilder()
                    .setOauth2SecurityScheme(OAuth2SecurityScheme.newBuilder().setFlows(flows))
                    .build();
            var read = V03ProtoCard.read(
                    AgentCard.newBuilder()
                            .setUrl("https://a.example/")
                            .putSecuritySchemes("s", scheme)
                            .build(),
                    faults);
            assertThat(read.getSecuritySchemesOrThrow("s").getOauth2SecurityScheme())
                    .isEqualTo(dev.parley.proto.a2a.v1.OAuth2SecurityScheme.newBuilder()
                            .setFlows(dev.parley.proto.a2a.v1.OAuthFlows.getDefaultInstance())
                            .build());
        }
    }

    @Test
    void insidesOfCards_haveTheSameFieldsInBothVersions() {
        List<String> different = new ArrayList<>();
        Map.of(
                        AgentProvider.getDescriptor(), dev.parley.proto.a2a.v1.AgentProvider.getDescriptor(),
                        AgentCapabilities.getDescriptor(), dev.parley.proto.a2a.v1.AgentCapabilities.getDescriptor(),
                        AgentSkill.getDescriptor(), dev.parley.proto.a2a.v1.AgentSkill.getDescriptor(),
                        AgentCardSignature.getDescriptor(), dev.parley.proto.a2a.v1.AgentCardSignature.getDescriptor(),
                        SecurityScheme.getDescriptor(), dev.parley.proto.a2a.v1.SecurityScheme.getDescriptor(),
                        Security.getDescriptor(), SecurityRequirement.getDescriptor())
                .forEach((ours, theirs) -> compare(ours, theirs, different));
        assertThat(different).isEmpty();
    }

    private static void compare(Descriptor ours, Descriptor theirs, List<String> different) {
        if (ours.equals(theirs)) {
            return; // free JSON, which contains itself
        }
        for (FieldDescriptor field : ours.getFields()) {
            FieldDescriptor other = theirs.findFieldByNumber(field.getNumber());
            boolean renamed = field.getFullName().equals("a2a.v1.AgentSkill.security");
            if (other == null
                    || other.getType() != field.getType()
                    || other.isRepeated() != field.isRepeated()
                    || !(renamed || other.getName().equals(field.getName()))) {
                different.add(field.getFullName());
            } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                compare(field.getMessageType(), other.getMessageType(), different);
            }
        }
    }
}
