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
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.dialect.v01.V01Error;
import dev.parley.proto.dialect.v01.V01JsonReader;
import dev.parley.proto.dialect.v01.V01JsonWriter;
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
        return switch (method.words()) {
            case V1_0 -> params;
            case V0_1 -> {
                Faults faults = new Faults();
                Message request = new V01JsonReader(faults).request(method.operation(), params, path);
                faults.refuse();
                yield request;
            }
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
        return switch (method.words()) {
            case V1_0 -> request;
            case V0_3 -> V03JsonWriter.params(request);
            case V0_1 ->
                throw new IllegalArgumentException(
                        method.name() + " (expected: no call of 0.1, which only callers speak)");
        };
    }

    /** 1.0's reply as the value of {@code result}. */
    static void writeResult(JsonGenerator out, JsonRpcRequest request, Message reply) throws IOException {
        switch (request.wire().words()) {
            case V1_0 -> ProtoJson.write(out, reply);
            case V0_1 -> ProtoJson.write(out, inV01(new V01JsonWriter(request.taskId()), reply));
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

    private static Message inV01(V01JsonWriter writer, Message reply) {
        return switch (reply) {
            case SendMessageResponse sent when sent.hasTask() -> writer.task(sent.getTask());
            case SendMessageResponse sent -> writer.task(saying(sent.getMessage()));
            case Task task -> writer.task(task);
            case TaskPushNotificationConfig config -> writer.config(config);
            default ->
                throw new IllegalArgumentException(
                        reply.getDescriptorForType().getFullName() + " (expected: a reply that 0.1 has too)");
        };
    }

    /** 0.1 answers with tasks only. */
    private static Task saying(dev.parley.proto.a2a.v1.Message message) {
        return Task.newBuilder()
                .setContextId(message.getContextId())
                .setStatus(TaskStatus.newBuilder()
                        .setState(TaskState.TASK_STATE_COMPLETED)
                        .setMessage(message))
                .build();
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
        if (method.words() != WireMethod.Words.V0_3) {
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

    /** Writes the members of an error as the version of the method has them; what a version lacks has a neighbour in it. */
    static void writeError(JsonGenerator out, WireMethod method, A2aException error) throws IOException {
        switch (method.words()) {
            case V1_0 -> writeError(out, error);
            case V0_3 -> {
                A2aErrorCode code =
                        V03Errors.code(error.code(), method.operation().request());
                write(out, code.jsonRpcCode(), error.text());
            }
            case V0_1 -> {
                V01Error first = V01Error.of(error.code(), sends(method.operation()));
                if (first.message() == null) {
                    write(out, first.code(), error.text());
                } else {
                    write(out, first.code(), first.message());
                    out.writeObjectFieldStart("data");
                    out.writeStringField("detail", error.text());
                    out.writeEndObject();
                }
            }
        }
    }

    /** Writes the members of an error of which no more than the version is known. */
    static void writeError(JsonGenerator out, A2aVersion version, A2aException error) throws IOException {
        switch (version) {
            case V1_0 -> writeError(out, error);
            case V0_3 ->
                write(
                        out,
                        V03Errors.code(error.code(), Empty.getDefaultInstance()).jsonRpcCode(),
                        error.text());
        }
    }

    /** Writes the members of an error as 1.0 has them. */
    private static void writeError(JsonGenerator out, A2aException error) throws IOException {
        write(out, error.code().jsonRpcCode(), error.text());
        out.writeFieldName("data");
        ErrorDetails.write(out, error);
    }

    private static void write(JsonGenerator out, int code, String message) throws IOException {
        out.writeNumberField("code", code);
        out.writeStringField("message", message);
    }

    private static boolean sends(A2aMethod operation) {
        return operation == A2aMethod.SEND_MESSAGE || operation == A2aMethod.SEND_STREAMING_MESSAGE;
    }
}
