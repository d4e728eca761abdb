package dev.parley.proto.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v01json.TaskSendParams;
import dev.parley.proto.a2a.v03json.MessageSendParams;
import dev.parley.proto.a2a.v03json.PushNotificationConfig;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CompletenessTest {
    static Stream<Arguments> sends() {
        return Stream.of(
                Arguments.of("{'message':{'parts':[{'text':'hi'}]}}", SendMessageRequest.getDefaultInstance()),
                Arguments.of("{'message':{'parts':[{'text':'hi'}]}}", MessageSendParams.getDefaultInstance()),
                Arguments.of(
                        "{'message':{'content':[{'text':'hi'}]}}",
                        dev.parley.proto.a2a.v03.SendMessageRequest.getDefaultInstance()));
    }

    @ParameterizedTest
    @MethodSource("sends")
    void lenient_takesAMessageWithoutIdAndRole(String json, Message prototype) {
        assertThat(missing(json, prototype, Completeness.STRICT))
                .containsExactlyInAnyOrder("$.message.messageId", "$.message.role");
        Message read = ProtoJson.readComplete(json(json), prototype, Completeness.LENIENT);

        assertThat(Completeness.LENIENT.missing(read, "$")).isEmpty();
        assertThat(Completeness.STRICT.missing(read, "$.params"))
                .extracting(Violation::path)
                .containsExactlyInAnyOrder("$.params.message.messageId", "$.params.message.role");
        assertThat(Completeness.UNASKED.missing(prototype, "$")).isEmpty();
    }

    @Test
    void lenient_asksForWhatCannotBeGuessed() {
        assertThat(missing("{}", SendMessageRequest.getDefaultInstance(), Completeness.LENIENT))
                .containsExactly("$.message");
        assertThat(missing("{'message':{}}", SendMessageRequest.getDefaultInstance(), Completeness.LENIENT))
                .containsExactly("$.message.parts");
        assertThat(missing("{'message':{'parts':[]}}", TaskSendParams.getDefaultInstance(), Completeness.LENIENT))
                .containsExactlyInAnyOrder("$.id", "$.message.parts");
    }

    @Test
    void lenient_saysWhatIsWrongAndWhatIsMissingTogether() {
        assertThat(missing(
                        "{'message':{'role':'boss','contextId':5}}",
                        SendMessageRequest.getDefaultInstance(),
                        Completeness.LENIENT))
                .containsExactlyInAnyOrder("$.message.role", "$.message.contextId", "$.message.parts");
    }

    @Test
    void lenient_takesAbsentArraysThatMayBeEmpty() {
        String webhook = "{'url':'https://example.org','authentication':{'credentials':'c'}}";
        assertThat(missing(webhook, PushNotificationConfig.getDefaultInstance(), Completeness.STRICT))
                .containsExactly("$.authentication.schemes");
        assertThat(missing(webhook, PushNotificationConfig.getDefaultInstance(), Completeness.LENIENT))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"user, ROLE_USER", "USER, ROLE_USER", "agent, ROLE_AGENT", "role_agent, ROLE_AGENT"})
    void lenient_takesTheRolesOfEveryVersion(String name, Role role) {
        String json = "{'message':{'messageId':'m','role':'" + name + "','parts':[{'text':'hi'}]}}";

        assertThat(ProtoJson.readComplete(json(json), SendMessageRequest.getDefaultInstance(), Completeness.LENIENT)
                        .getMessage()
                        .getRole())
                .isEqualTo(role);
        assertThat(ProtoJson.readComplete(
                                json(json.replace(name, role.name())),
                                MessageSendParams.getDefaultInstance(),
                                Completeness.LENIENT)
                        .getMessage()
                        .getRoleValue())
                .isEqualTo(role.getNumber());
        assertThat(missing(json, SendMessageRequest.getDefaultInstance(), Completeness.STRICT))
                .containsExactly("$.message.role");
    }

    @Test
    void lenient_takesTheStatesOfEveryVersion() {
        assertThat(ProtoJson.readComplete(
                                json("{'status':'input-required'}"),
                                ListTasksRequest.getDefaultInstance(),
                                Completeness.LENIENT)
                        .getStatus())
                .isEqualTo(TaskState.TASK_STATE_INPUT_REQUIRED);
    }

    private static List<String> missing(String json, Message prototype, Completeness completeness) {
        A2aException failure = catchThrowableOfType(
                A2aException.class, () -> ProtoJson.readComplete(json(json), prototype, completeness));
        return failure == null
                ? List.of()
                : failure.violations().stream().map(Violation::path).toList();
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
