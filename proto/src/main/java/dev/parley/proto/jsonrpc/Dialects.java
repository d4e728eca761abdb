package dev.parley.proto.jsonrpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import dev.parley.proto.a2a.v03json.Answer;
import dev.parley.proto.a2a.v03json.ListTasksResult;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.dialect.v03.V03CardReader;
import dev.parley.proto.dialect.v03.V03CardWriter;
import dev.parley.proto.dialect.v03.V03Errors;
import dev.parley.proto.dialect.v03.V03JsonReader;
import dev.parley.proto.dialect.v03.V03JsonWriter;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import java.io.IOException;

/** What differs between the versions inside the JSON-RPC envelope, which is the same for all. */
final class Dialects {
    private Dialects() {}

    /**
     * What was read as params of the method, as 1.0's request.
     *
     * @throws A2aException INVALID_PARAMS
     */
    static Message request(WireMethod method, Message params, String path) {
        return switch (method.version()) {
            case V1_0 -> params;
            case V0_3 -> {
                Faults faults = new Faults();
                Message request = new V03JsonReader(faults)
                        .request(params, method.operation().streaming(), path);
                faults.refuse();
                yield request;
            }
        };
    }

    /** What 1.0 asks, as params of the method. */
    static Message params(WireMethod method, Message request) {
        return switch (method.version()) {
            case V1_0 -> request;
            case V0_3 -> V03JsonWriter.params(request);
        };
    }

    /** 1.0's reply as the value of {@code result}. */
    static void writeResult(JsonGenerator out, WireMethod method, Message reply) throws IOException {
        switch (method.version()) {
            case V1_0 -> ProtoJson.write(out, reply);
            case V0_3 -> {
                switch (reply) {
                    case ListTaskPushNotificationConfigsResponse list -> {
                        out.writeStartArray();
                        for (TaskPushNotificationConfig config : list.getConfigsList()) {
                            ProtoJson.write(out, V03JsonWriter.config(config));
                        }
                        out.writeEndArray();
                    }
                    case Empty nothing -> out.writeNull();
                    default -> ProtoJson.write(out, answer(reply));
                }
            }
        }
    }

    private static Message answer(Message reply) {
        return switch (reply) {
            case SendMessageResponse sent -> V03JsonWriter.answer(sent);
            case StreamResponse event -> V03JsonWriter.answer(event);
            case Task task -> V03JsonWriter.answer(task);
            case ListTasksResponse page -> V03JsonWriter.list(page);
            case TaskPushNotificationConfig config -> V03JsonWriter.config(config);
            case AgentCard card -> V03CardWriter.write(card, card.getSupportedInterfacesList());
            default ->
                throw new IllegalArgumentException(
                        reply.getDescriptorForType().getFullName() + " (expected: a reply that 0.3 has too)");
        };
    }

    /**
     * An agent's result, as 1.0's reply.
     *
     * @param parser on the first token of the result; afterwards on its last
     * @throws A2aException INVALID_PARAMS for what cannot be one
     */
    static Message readResult(JsonParser parser, WireMethod method, String path) throws IOException {
        if (method.version() == A2aVersion.V1_0) {
            return ProtoJson.read(parser, method.result(), path);
        }
        if (method.operation() == A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS) {
            return readConfigs(parser, path);
        }
        Message result = ProtoJson.read(parser, method.result(), path);
        Faults faults = new Faults();
        Message reply = reply(faults, method.operation(), result, path);
        faults.refuse();
        return reply;
    }

    private static Message reply(Faults faults, A2aMethod operation, Message result, String path) {
        V03JsonReader reader = new V03JsonReader(faults);
        return switch (result) {
            case Answer answer when operation == A2aMethod.SEND_MESSAGE -> reader.sent(answer, path);
            case Answer answer when operation.streaming() -> reader.event(answer, path);
            case Answer answer -> reader.task(answer, path);
            case ListTasksResult page -> reader.list(page, path);
            case dev.parley.proto.a2a.v03json.TaskPushNotificationConfig config -> V03JsonReader.config(config);
            case dev.parley.proto.a2a.v03json.AgentCard card -> new V03CardReader(faults).read(card);
            default -> result;
        };
    }

    /** The one result of 0.3 that is an array. */
    private static Message readConfigs(JsonParser parser, String path) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw A2aException.invalidParams(path, "no array (expected: an array of push notification configs)");
        }
        ListTaskPushNotificationConfigsResponse.Builder list = ListTaskPushNotificationConfigsResponse.newBuilder();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.addConfigs(V03JsonReader.config(ProtoJson.read(
                    parser,
                    dev.parley.proto.a2a.v03json.TaskPushNotificationConfig.getDefaultInstance(),
                    path + "[" + list.getConfigsCount() + "]")));
        }
        return list.build();
    }

    /** The number of an error in the version of the method; those that a version lacks have a neighbour in it. */
    static int code(WireMethod method, A2aErrorCode code) {
        return switch (method.version()) {
            case V1_0 -> code.jsonRpcCode();
            case V0_3 -> V03Errors.code(code, method.operation().request()).jsonRpcCode();
        };
    }
}
