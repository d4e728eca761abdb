package dev.parley.cli.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Message;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcCalls;
import dev.parley.proto.jsonrpc.JsonRpcReply;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Calls a mesh: A2A 1.0 over JSON-RPC, and REST. Every failure is a {@link CliException} whose message a person
 * understands and whose status a script can use.
 */
public final class MeshClient implements AutoCloseable {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final int UNAUTHENTICATED = -32_050;
    private static final int PERMISSION_DENIED = -32_051;
    private static final int DEADLINE_EXCEEDED = -32_054;
    // one call an exchange
    static final String ID = "1";
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http;
    private final String base;
    private final Duration timeout;

    /**
     * @param base the mesh's address, without a trailing slash
     * @param timeout how long an answer may take; streams have no limit
     */
    public MeshClient(String base, Duration timeout) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_WITHIN)
                .build();
        this.base = base;
        this.timeout = timeout;
    }

    public String base() {
        return base;
    }

    /** The path of an agent's own endpoint; empty names the mesh itself. */
    public static String endpoint(String agentId) {
        return agentId.isEmpty() ? "/" : "/agents/" + encoded(agentId) + "/";
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    /** One A2A call at an endpoint; the answer has the type that the method names. */
    public Message call(String endpoint, A2aMethod method, Message params) {
        HttpRequest request = rpc(endpoint, method, params).timeout(timeout).build();
        HttpResponse<byte[]> response = send(request, HttpResponse.BodyHandlers.ofByteArray());
        return result(response.statusCode(), response.body(), method);
    }

    /**
     * Opens a stream of A2A events; the caller closes it.
     *
     * @param after the last event that the caller has seen
     */
    public EventStream stream(String endpoint, A2aMethod method, Message params, OptionalLong after) {
        HttpRequest.Builder request = rpc(endpoint, method, params).header("Accept", "text/event-stream");
        after.ifPresent(sequence -> request.header("Last-Event-ID", Long.toString(sequence)));
        HttpResponse<InputStream> response = send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        boolean events = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("text/event-stream"))
                .isPresent();
        if (events) {
            return new EventStream(response.body(), method);
        }
        try (InputStream body = response.body()) {
            result(response.statusCode(), body.readAllBytes(), method);
        } catch (IOException e) {
            throw broken(e);
        }
        throw new CliException(ExitStatus.FAILURE, base + " answered with one message where a stream was asked for");
    }

    private HttpRequest.Builder rpc(String endpoint, A2aMethod method, Message params) {
        return HttpRequest.newBuilder(URI.create(base + endpoint))
                .header("Content-Type", "application/json")
                .header("A2A-Version", "1.0")
                .header("A2A-Extensions", Extensions.CHECKPOINT)
                .POST(HttpRequest.BodyPublishers.ofByteArray(JsonRpcCalls.request(ID, method, params)));
    }

    static Message result(int httpStatus, byte[] body, A2aMethod method) {
        JsonRpcReply reply;
        try {
            reply = JsonRpcCalls.readReply(body, method, ID);
        } catch (A2aException e) {
            throw httpStatus == 200 ? new CliException(ExitStatus.FAILURE, e.text(), e) : refused(httpStatus, body);
        }
        return switch (reply) {
            case JsonRpcReply.Result done -> done.message();
            case JsonRpcReply.Failure failure ->
                throw new CliException(
                        status(failure.code()),
                        failure.message() + (failure.reason().isEmpty() ? "" : " [" + failure.reason() + "]"));
        };
    }

    private static ExitStatus status(int code) {
        return switch (code) {
            case UNAUTHENTICATED, PERMISSION_DENIED -> ExitStatus.AUTHENTICATION;
            case DEADLINE_EXCEEDED -> ExitStatus.TIMEOUT;
            default -> ExitStatus.FAILURE;
        };
    }

    public JsonNode get(String path) {
        return rest(HttpRequest.newBuilder(URI.create(base + path)).GET());
    }

    /** Any status is an answer here; the body as JSON. */
    public JsonNode getWhatever(String path) {
        HttpResponse<byte[]> response = send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(timeout)
                        .GET()
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        return json(response.body());
    }

    public JsonNode post(String path, byte[] json) {
        return post(path, json, Map.of());
    }

    public JsonNode post(String path, byte[] json, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).header("Content-Type", "application/json");
        headers.forEach(request::header);
        return rest(request.POST(HttpRequest.BodyPublishers.ofByteArray(json)));
    }

    /** A file, as it comes; one that breaks off throws while it is read. The caller closes it. */
    public InputStream download(String path) {
        HttpResponse<InputStream> response = send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(timeout)
                        .GET()
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() < 400) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            throw refused(response.statusCode(), body.readAllBytes());
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Posts a file without holding it. */
    public JsonNode upload(String path, Path file, String contentType) {
        try {
            return rest(HttpRequest.newBuilder(URI.create(base + path))
                    .header("Content-Type", contentType)
                    .POST(HttpRequest.BodyPublishers.ofFile(file)));
        } catch (FileNotFoundException e) {
            throw new CliException(ExitStatus.USAGE, "File " + file + ": no such file", e);
        }
    }

    public JsonNode put(String path) {
        return put(path, new byte[0]);
    }

    public JsonNode put(String path, byte[] json) {
        return rest(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(json)));
    }

    public JsonNode delete(String path) {
        return rest(HttpRequest.newBuilder(URI.create(base + path)).DELETE());
    }

    private JsonNode rest(HttpRequest.Builder request) {
        HttpResponse<byte[]> response = send(request.timeout(timeout).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() >= 400) {
            throw refused(response.statusCode(), response.body());
        }
        return json(response.body());
    }

    private JsonNode json(byte[] body) {
        try {
            return body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        } catch (IOException e) {
            throw new CliException(ExitStatus.FAILURE, base + " answered with something that is no JSON", e);
        }
    }

    private static CliException refused(int httpStatus, byte[] body) {
        ExitStatus status = switch (httpStatus) {
            case 401, 403 -> ExitStatus.AUTHENTICATION;
            case 408, 504 -> ExitStatus.TIMEOUT;
            default -> ExitStatus.FAILURE;
        };
        String message = "";
        try {
            message = said(JSON.readTree(body).path("error"));
        } catch (IOException e) {
            // the status says it all
        }
        return new CliException(status, message.isEmpty() ? "The mesh answered with HTTP " + httpStatus : message);
    }

    /** The message, and below it each violation; one alone is the message itself. */
    private static String said(JsonNode error) {
        String message = error.path("message").asText("");
        List<String> violations = new ArrayList<>();
        for (JsonNode detail : error.path("details")) {
            for (JsonNode violation : detail.path("fieldViolations")) {
                violations.add(violation.path("field").asText() + ": "
                        + violation.path("description").asText());
            }
        }
        violations.remove(message);
        return violations.isEmpty() ? message : message + "\n  " + String.join("\n  ", violations);
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (HttpTimeoutException e) {
            boolean connecting = e instanceof HttpConnectTimeoutException;
            throw new CliException(
                    connecting ? ExitStatus.UNREACHABLE : ExitStatus.TIMEOUT,
                    base + (connecting ? " does not answer" : " did not answer within " + timeout.toSeconds() + " s"),
                    e);
        } catch (ConnectException e) {
            throw new CliException(
                    ExitStatus.UNREACHABLE, "Nothing listens at " + base + " (is the mesh up? parley status)", e);
        } catch (IOException e) {
            throw broken(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitStatus.FAILURE, "Interrupted", e);
        }
    }

    private CliException broken(IOException e) {
        return new CliException(ExitStatus.UNREACHABLE, "The connection to " + base + " broke: " + e.getMessage(), e);
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
