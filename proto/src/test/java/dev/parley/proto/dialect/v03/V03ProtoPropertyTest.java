package dev.parley.proto.dialect.v03;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse;
import dev.parley.proto.a2a.v1.OAuthFlows;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.json.RandomMessages;
import java.util.List;
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
    void card_survivesThere(@ForAll long seed) throws InvalidProtocolBufferException {
        AgentCard card = sayable((AgentCard) new RandomMessages(seed).next(AgentCard.getDefaultInstance()));
        dev.parley.proto.a2a.v03.AgentCard there = V03ProtoCard.write(card, card.getSupportedInterfacesList());
        Faults faults = new Faults();
        AgentCard back = V03ProtoCard.read(dev.parley.proto.a2a.v03.AgentCard.parseFrom(there.toByteString()), faults);
        faults.refuse();
        assertThat(back).isEqualTo(card);
    }

    @SuppressWarnings("unchecked") // what is made from a T is a T
    private static <T extends Message> T sayable(long seed, T prototype) {
        return (T) Sayable.inProto(new RandomMessages(seed).next(prototype));
    }

    /** Without an interface's tenant and version, 1.0's own flow and wish, and the difference between unset and empty. */
    @SuppressWarnings("deprecation") // cards from 0.3 have the flows
    private static AgentCard sayable(AgentCard random) {
        AgentCard.Builder card = random.toBuilder();
        List<AgentInterface> interfaces = random.getSupportedInterfacesList();
        card.clearSupportedInterfaces().addSupportedInterfaces(face("https://a.example/", "GRPC"));
        interfaces.forEach(each -> card.addSupportedInterfaces(face(each.getUrl(), "JSONRPC")));
        if (card.getIconUrl().isEmpty()) {
            card.clearIconUrl();
        }
        if (card.getDocumentationUrl().isEmpty()) {
            card.clearDocumentationUrl();
        }
        var capabilities = card.getCapabilitiesBuilder();
        if (!capabilities.getStreaming()) {
            capabilities.clearStreaming();
        }
        if (!capabilities.getPushNotifications()) {
            capabilities.clearPushNotifications();
        }
        if (!capabilities.getExtendedAgentCard()) {
            capabilities.clearExtendedAgentCard();
        }
        random.getSecuritySchemesMap().forEach((name, scheme) -> {
            var changed = scheme.toBuilder();
            if (scheme.hasOauth2SecurityScheme()
                    && scheme.getOauth2SecurityScheme().hasFlows()) {
                OAuthFlows.Builder flows =
                        changed.getOauth2SecuritySchemeBuilder().getFlowsBuilder();
                if (flows.hasAuthorizationCode()) {
                    flows.getAuthorizationCodeBuilder().clearPkceRequired();
                } else if (flows.hasDeviceCode()) {
                    flows.clear();
                }
            }
            card.putSecuritySchemes(name, changed.build());
        });
        return card.build();
    }

    private static AgentInterface face(String url, String binding) {
        return AgentInterface.newBuilder()
                .setUrl(url)
                .setProtocolBinding(binding)
                .setProtocolVersion("0.3")
                .build();
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
