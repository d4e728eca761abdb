package dev.parley.proto.dialect.v03;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.parley.proto.a2a.v03json.Answer;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AuthenticationInfo;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.json.RandomMessages;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcCalls;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcReply;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any message of 1.0, into 0.3 and back, is the same message but for what 0.3 has no words for. */
class V03JsonPropertyTest {
    @Property(tries = 500)
    void event_survivesThere(@ForAll long seed) {
        StreamResponse event =
                (StreamResponse) Sayable.inJson(new RandomMessages(seed).next(StreamResponse.getDefaultInstance()));
        Assume.that(event.getPayloadCase() != StreamResponse.PayloadCase.PAYLOAD_NOT_SET);
        Faults faults = new Faults();
        StreamResponse back = new V03JsonReader(faults).event(throughJson(V03JsonWriter.answer(event)), "$");
        faults.refuse();
        assertThat(back).isEqualTo(event);
    }

    @Property(tries = 500)
    void task_survivesThere(@ForAll long seed) {
        Task task = (Task) Sayable.inJson(new RandomMessages(seed).next(Task.getDefaultInstance()));
        Faults faults = new Faults();
        Task back = new V03JsonReader(faults).task(throughJson(V03JsonWriter.answer(task)), "$");
        faults.refuse();
        assertThat(back).isEqualTo(task);
    }

    @Property(tries = 500)
    void request_survivesThere(@ForAll long seed) {
        SendMessageRequest request = (SendMessageRequest)
                Sayable.inJson(new RandomMessages(seed).next(SendMessageRequest.getDefaultInstance()));
        Faults faults = new Faults();
        Message back = new V03JsonReader(faults).request(throughJson(V03JsonWriter.params(request)), false, "$");
        faults.refuse();
        assertThat(back).isEqualTo(request);
    }

    /** The requests besides a send: their ids are there, as they must be; 0.3 has no tenants and does not page webhooks. */
    @Property(tries = 500)
    void otherRequest_survivesThere(@ForAll long seed, @ForAll("OtherRequests") A2aMethod method) {
        Message random = new RandomMessages(seed).next(method.request());
        Message.Builder request = random.toBuilder();
        for (FieldDescriptor field : random.getDescriptorForType().getFields()) {
            switch (field.getName()) {
                case "id", "task_id" -> request.setField(field, "id of " + field.getName());
                case "tenant" -> request.clearField(field);
                case "url" -> request.setField(field, "https://hook.example/" + random.getField(field));
                case "page_size", "page_token" -> {
                    if (method == A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS) {
                        request.clearField(field);
                    }
                }
                default -> {}
            }
        }
        Message asked = withScheme(request.build());

        byte[] call = JsonRpcCalls.request("1", A2aVersion.V0_3, method, asked);

        assertThat(JsonRpcRequest.read(call).params()).isEqualTo(asked);
    }

    @Provide("OtherRequests")
    Arbitrary<A2aMethod> otherRequests() {
        return Arbitraries.of(A2aMethod.class)
                .filter(method -> method != A2aMethod.SEND_MESSAGE && method != A2aMethod.SEND_STREAMING_MESSAGE);
    }

    /** REQUIRED in 0.3 is one scheme at least. */
    private static Message withScheme(Message request) {
        return request instanceof TaskPushNotificationConfig config
                ? config.toBuilder().setAuthentication(authentication(config)).build()
                : request;
    }

    private static AuthenticationInfo authentication(TaskPushNotificationConfig config) {
        return config.getAuthentication().toBuilder().setScheme("Bearer").build();
    }

    @Property(tries = 300)
    void config_survivesThere(@ForAll long seed) {
        answerSurvives(
                A2aMethod.GET_TASK_PUSH_NOTIFICATION_CONFIG,
                config(new RandomMessages(seed).next(TaskPushNotificationConfig.getDefaultInstance())));
    }

    /** Without a token for the next page, for the answer is an array. */
    @Property(tries = 300)
    void listOfConfigs_survivesThere(@ForAll long seed) {
        var page = (ListTaskPushNotificationConfigsResponse)
                new RandomMessages(seed).next(ListTaskPushNotificationConfigsResponse.getDefaultInstance());
        ListTaskPushNotificationConfigsResponse.Builder said = ListTaskPushNotificationConfigsResponse.newBuilder();
        page.getConfigsList().forEach(config -> said.addConfigs(config(config)));

        answerSurvives(A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS, said.build());
    }

    private static TaskPushNotificationConfig config(Message random) {
        return ((TaskPushNotificationConfig) random).toBuilder().clearTenant().build();
    }

    @Property(tries = 300)
    void listOfTasks_survivesThere(@ForAll long seed) {
        answerSurvives(
                A2aMethod.LIST_TASKS,
                Sayable.inJson(new RandomMessages(seed).next(ListTasksResponse.getDefaultInstance())));
    }

    private static void answerSurvives(A2aMethod method, Message reply) {
        assertThat(backFrom(method, reply)).isEqualTo(reply);
    }

    /** What a client of 0.3 reads of what a server of 0.3 answers. */
    private static Message backFrom(A2aMethod method, Message reply) {
        byte[] answer = JsonRpcReplies.result(V03GoldenFilesTest.request(method), reply);
        return ((JsonRpcReply.Result) JsonRpcCalls.readReply(answer, A2aVersion.V0_3, method, "1")).message();
    }

    @Property(tries = 500)
    void card_comesBackWithoutWhatHasNoWords(@ForAll long seed) {
        AgentCard card =
                SayableCard.withInterface((AgentCard) new RandomMessages(seed).next(AgentCard.getDefaultInstance()));
        assertThat(backFrom(A2aMethod.GET_EXTENDED_AGENT_CARD, card)).isEqualTo(SayableCard.inJson(card));
    }

    @SuppressWarnings("unchecked") // a message's default instance is of its own type
    private static <T extends Message> T throughJson(T message) {
        return (T) ProtoJson.read(ProtoJson.toBytes(message), message.getDefaultInstanceForType());
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
