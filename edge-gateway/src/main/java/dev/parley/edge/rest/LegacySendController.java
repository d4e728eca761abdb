package dev.parley.edge.rest;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.connection.Connection;
import dev.parley.edge.http.CorsConfig;
import dev.parley.edge.http.Fault;
import dev.parley.edge.http.JsonContent;
import dev.parley.edge.http.JsonText;
import dev.parley.edge.http.Replies;
import dev.parley.edge.operations.A2aCall;
import dev.parley.edge.operations.Operations;
import dev.parley.edge.operations.Sent;
import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * {@code POST /tasks/send}: one message in, its result out, for tools from before A2A. The body is {@code
 * {"id"?, "message": {"text"}, "data"?, "timestamp"?}}, or plain text. Errors are {@code {"detail": …}}. Whoever writes
 * something new uses A2A.
 */
@Controller
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class LegacySendController {
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final Operations operations;
    private final CallerScope callers;
    private final UuidV7 ids;
    private final InstantSource clock;
    private final CorsConfig cors;

    LegacySendController(Operations operations, CallerScope callers, UuidV7 ids, InstantSource clock, CorsConfig cors) {
        this.operations = operations;
        this.callers = callers;
        this.ids = ids;
        this.clock = clock;
        this.cors = cors;
    }

    @Post("/tasks/send")
    HttpResponse<?> mesh(HttpRequest<?> request, @Body @Bindable(defaultValue = "") byte[] body) {
        return send(Endpoints.MESH, request, body);
    }

    @Post("/agents/{agentId}/tasks/send")
    HttpResponse<?> agent(String agentId, HttpRequest<?> request, @Body @Bindable(defaultValue = "") byte[] body) {
        return send(agentId, request, body);
    }

    private HttpResponse<?> send(String agentId, HttpRequest<?> request, byte[] body) {
        try {
            return callers.run(request, () -> {
                Message message = isPlainText(request) ? spoken(body) : read(request, body);
                A2aCall call = A2aCall.of(agentId, "$", CallHeaders.of(request), A2aVersion.V1_0);
                Sent sent = operations.send(
                        call,
                        SendMessageRequest.newBuilder().setMessage(message).build());
                return Connection.delivering(request, respond(sent), sent.answer());
            });
        } catch (A2aException error) {
            return refuse(error);
        }
    }

    private boolean isPlainText(HttpRequest<?> request) {
        String type = request.getHeaders().get(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.strip().toLowerCase(Locale.ROOT).startsWith("text/plain")) {
            return false;
        }
        // a page of another site can make a browser post this without asking; a foreign Origin was refused before
        String site = request.getHeaders().get("Sec-Fetch-Site");
        if (site != null && !OWN_SITE.contains(site) && !cors.allowsPageOf(request)) {
            throw new A2aException(
                    A2aErrorCode.PERMISSION_DENIED, "Sec-Fetch-Site \"" + site + "\" (expected: a page of our own)");
        }
        return true;
    }

    private Message spoken(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            throw A2aException.invalidParams("$", "the body is blank (expected: the message's text)");
        }
        return message(ids.next().toString(), text).build();
    }

    /** What is not asked for is let through: these bodies come from more than one tool. */
    private Message read(HttpRequest<?> request, byte[] body) {
        JsonContent.require(request);
        Map<String, Value> members =
                ProtoJson.read(body, Struct.getDefaultInstance()).getFieldsMap();
        Value message = members.getOrDefault("message", Value.getDefaultInstance());
        String text = message.hasStringValue()
                ? message.getStringValue()
                : message.getStructValue()
                        .getFieldsOrDefault("text", Value.getDefaultInstance())
                        .getStringValue();
        if (text.isBlank()) {
            throw A2aException.invalidParams(
                    "$.message", "missing or without a text (expected: {\"text\": what is to be done})");
        }
        String id = members.getOrDefault("id", Value.getDefaultInstance()).getStringValue();
        Message.Builder read = message(id.isBlank() ? ids.next().toString() : id, text);
        Value data = members.get("data");
        if (data != null && !data.hasNullValue()) {
            read.addParts(Part.newBuilder().setData(data));
        }
        return read.build();
    }

    /** The tool's own id tells a message that is sent again from another one. */
    private static Message.Builder message(String id, String text) {
        return Message.newBuilder()
                .setMessageId(id)
                .setRole(Role.ROLE_USER)
                .addParts(Part.newBuilder().setText(text));
    }

    private MutableHttpResponse<byte[]> respond(Sent sent) {
        String id = sent.answer().taskId();
        if (sent.response().hasMessage()) {
            return respond(id, "completed", sent.response().getMessage().getPartsList());
        }
        Task task = sent.response().getTask();
        TaskState state = task.getStatus().getState();
        return switch (state) {
            case TASK_STATE_FAILED, TASK_STATE_REJECTED, TASK_STATE_CANCELED ->
                Replies.detail(
                        500,
                        "Agent execution " + TaskText.status(state) + ": "
                                + TaskText.words(task.getStatus().getMessage()));
            case TASK_STATE_SUBMITTED,
                    TASK_STATE_WORKING,
                    TASK_STATE_COMPLETED,
                    TASK_STATE_INPUT_REQUIRED,
                    TASK_STATE_AUTH_REQUIRED,
                    TASK_STATE_UNSPECIFIED,
                    UNRECOGNIZED -> respond(id, TaskText.status(state), TaskText.parts(task));
        };
    }

    private MutableHttpResponse<byte[]> respond(String id, String status, List<Part> parts) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return Replies.json(200, JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("status", status);
            json.writeFieldName("result");
            TaskText.result(json, parts);
            json.writeStringField("timestamp", now.toString());
            json.writeEndObject();
        }));
    }

    private static HttpResponse<?> refuse(A2aException error) {
        String text = switch (error.code()) {
            case AGENT_NOT_FOUND -> "Agent not found";
            case UNAUTHENTICATED -> "Invalid authentication";
            default -> error.text();
        };
        return Replies.retryAfter(Replies.detail(Fault.of(error).httpStatus(), text), error);
    }
}
