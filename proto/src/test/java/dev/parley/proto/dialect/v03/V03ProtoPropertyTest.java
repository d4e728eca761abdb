package dev.parley.proto.dialect.v03;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.json.RandomMessages;
import java.util.function.BiFunction;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Any message of 1.0, into the messages of 0.3 and back, over gRPC and as JSON, is the same message but for what 0.3 has no
 * words for.
 */
class V03ProtoPropertyTest {
    @Property(tries = 500)
    void event_survivesThere(@ForAll long seed, @ForAll FileBytes files) {
        StreamResponse event = sayable(seed, StreamResponse.getDefaultInstance());
        Assume.that(event.getPayloadCase() != StreamResponse.PayloadCase.PAYLOAD_NOT_SET);
        survives(event, new V03ProtoWriter(files).event(event), files, (reader, there) -> reader.event(there, "$"));
    }

    @Property(tries = 500)
    void reply_survivesThere(@ForAll long seed, @ForAll FileBytes files) {
        SendMessageResponse reply = sayable(seed, SendMessageResponse.getDefaultInstance());
        Assume.that(reply.getPayloadCase() != SendMessageResponse.PayloadCase.PAYLOAD_NOT_SET);
        survives(reply, new V03ProtoWriter(files).sent(reply), files, (reader, there) -> reader.sent(there, "$"));
    }

    @Property(tries = 500)
    void task_survivesThere(@ForAll long seed, @ForAll FileBytes files) {
        Task task = sayable(seed, Task.getDefaultInstance());
        survives(task, new V03ProtoWriter(files).task(task), files, (reader, there) -> reader.task(there, "$"));
    }

    @Property(tries = 500)
    void request_survivesThere(@ForAll long seed, @ForAll FileBytes files) {
        SendMessageRequest request = sayable(seed, SendMessageRequest.getDefaultInstance());
        survives(request, new V03ProtoWriter(files).request(request), files, (reader, there) ->
                (SendMessageRequest) reader.request(there, "$"));
    }

    @Property(tries = 300)
    void config_survivesThere(@ForAll long seed) {
        TaskPushNotificationConfig config = sayable(seed, TaskPushNotificationConfig.getDefaultInstance()).toBuilder()
                .setTaskId("t-1")
                .setId("c-1")
                .build();
        V03ProtoWriter writer = new V03ProtoWriter(FileBytes.BASE64);
        survives(config, writer.config(config), FileBytes.BASE64, V03ProtoReader::config);
        survives(config, writer.request(config), FileBytes.BASE64, (reader, there) ->
                (TaskPushNotificationConfig) reader.request(there, "$"));
        ListTaskPushNotificationConfigsResponse page = ListTaskPushNotificationConfigsResponse.newBuilder()
                .addConfigs(config)
                .setNextPageToken("next")
                .build();
        survives(page, writer.configs(page), FileBytes.BASE64, V03ProtoReader::configs);
    }

    @Property(tries = 500)
    void card_comesBackWithoutWhatHasNoWords(@ForAll long seed) {
        AgentCard card =
                SayableCard.withInterface((AgentCard) new RandomMessages(seed).next(AgentCard.getDefaultInstance()));
        dev.parley.proto.a2a.v03.AgentCard there = V03ProtoCard.write(card, card.getSupportedInterfacesList());
        assertThat(card(throughBinary(there))).isEqualTo(SayableCard.inProto(card));
        assertThat(card(throughJson(there))).isEqualTo(SayableCard.inProto(card));
    }

    private static AgentCard card(dev.parley.proto.a2a.v03.AgentCard there) {
        Faults faults = new Faults();
        AgentCard back = V03ProtoCard.read(there, faults);
        faults.refuse();
        return back;
    }

    @SuppressWarnings("unchecked") // what is made from a T is a T
    private static <T extends Message> T sayable(long seed, T prototype) {
        return (T) Sayable.inProto(new RandomMessages(seed).next(prototype));
    }

    private static <T extends Message, V extends Message> void survives(
            T message, V there, FileBytes files, BiFunction<V03ProtoReader, V, T> read) {
        assertThat(back(throughBinary(there), files, read)).isEqualTo(message);
        assertThat(back(throughJson(there), files, read)).isEqualTo(message);
    }

    private static <T, V> T back(V there, FileBytes files, BiFunction<V03ProtoReader, V, T> read) {
        Faults faults = new Faults();
        T back = read.apply(new V03ProtoReader(faults, files), there);
        faults.refuse();
        return back;
    }

    @SuppressWarnings("unchecked") // a message's parser reads messages of its own type
    private static <V extends Message> V throughBinary(V message) {
        try {
            return (V) message.getParserForType().parseFrom(message.toByteString());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(message.toString(), e);
        }
    }

    @SuppressWarnings("unchecked") // a message's default instance is of its own type
    private static <V extends Message> V throughJson(V message) {
        return (V) ProtoJson.read(ProtoJson.toBytes(message), message.getDefaultInstanceForType());
    }
}
