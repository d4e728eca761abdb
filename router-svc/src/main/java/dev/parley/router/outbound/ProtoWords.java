package dev.parley.router.outbound;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v03.AgentCard;
import dev.parley.proto.a2a.v03.SendMessageResponse;
import dev.parley.proto.a2a.v03.StreamResponse;
import dev.parley.proto.a2a.v03.Task;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.dialect.v03.V03ProtoCard;
import dev.parley.proto.dialect.v03.V03ProtoReader;
import dev.parley.proto.dialect.v03.V03ProtoWriter;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.A2aMethod;

/** An agent's protobuf messages, as they go over gRPC and, as ProtoJSON, over HTTP+JSON: 1.0's, or 0.3's for 1.0's. */
public final class ProtoWords {
    private ProtoWords() {}

    /** What 1.0 asks. */
    public static Message request(CallTarget target, Message request) {
        return switch (target.version()) {
            case V1_0 -> request;
            case V0_3 -> new V03ProtoWriter(target.files()).request(request);
        };
    }

    /** The default instance of what the agent answers with; of one event where it streams. */
    public static Message prototype(A2aVersion version, A2aMethod operation) {
        return switch (version) {
            case V1_0 -> operation.reply();
            case V0_3 ->
                switch (operation) {
                    case SEND_MESSAGE -> SendMessageResponse.getDefaultInstance();
                    case SEND_STREAMING_MESSAGE, SUBSCRIBE_TO_TASK -> StreamResponse.getDefaultInstance();
                    case GET_TASK, CANCEL_TASK -> Task.getDefaultInstance();
                    case GET_EXTENDED_AGENT_CARD -> AgentCard.getDefaultInstance();
                    default ->
                        throw new IllegalArgumentException(
                                operation.wireName() + " (expected: an operation that the router asks of agents)");
                };
        };
    }

    /**
     * The agent's answer in 1.0's words.
     *
     * @throws A2aException INVALID_PARAMS, with the path, for what cannot be said
     */
    public static Message reply(CallTarget target, Message answer) {
        Faults faults = new Faults();
        V03ProtoReader reader = new V03ProtoReader(faults, target.files());
        Message reply = switch (answer) {
            case SendMessageResponse sent -> reader.sent(sent, "$");
            case StreamResponse event -> reader.event(event, "$");
            case Task task -> reader.task(task, "$");
            case AgentCard card -> V03ProtoCard.read(card, faults);
            default -> answer;
        };
        faults.refuse();
        return reply;
    }
}
