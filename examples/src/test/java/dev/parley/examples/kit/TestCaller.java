package dev.parley.examples.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageConfiguration;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcCalls;
import dev.parley.proto.jsonrpc.JsonRpcReply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Calls an agent over real HTTP, as any A2A client would. */
public final class TestCaller implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final String url;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public TestCaller(String url) {
        this.url = url;
    }

    /** A stream of events; closing it is what a caller that goes away does. */
    public static final class Events implements AutoCloseable {
        private final A2aMethod method;
        private final InputStream body;
        private final BufferedReader lines;

        Events(A2aMethod method, InputStream body) {
            this.method = method;
            this.body = body;
            this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        /** The next event; empty at the end of the stream. */
        public Optional<StreamResponse> next() {
            try {
                String line = lines.readLine();
                while (line != null && !line.startsWith("data: ")) {
                    line = lines.readLine();
                }
                return Optional.ofNullable(line).map(data -> (StreamResponse)
                        result(data.substring("data: ".length()).getBytes(StandardCharsets.UTF_8), method));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** All events to the end of the stream. */
        public List<StreamResponse> rest() {
            List<StreamResponse> events = new ArrayList<>();
            for (Optional<StreamResponse> event = next(); event.isPresent(); event = next()) {
                events.add(event.get());
            }
            return events;
        }

        @Override
        public void close() {
            try {
                body.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public static dev.parley.proto.a2a.v1.Message message(Part... parts) {
        return dev.parley.proto.a2a.v1.Message.newBuilder()
                .setMessageId(UUID.randomUUID().toString())
                .setRole(Role.ROLE_USER)
                .addAllParts(List.of(parts))
                .build();
    }

    public static SendMessageRequest sending(String text) {
        return sending(message(Parts.text(text)));
    }

    public static SendMessageRequest sending(dev.parley.proto.a2a.v1.Message message) {
        return SendMessageRequest.newBuilder().setMessage(message).build();
    }

    public static SendMessageRequest withoutWaiting(SendMessageRequest request) {
        return request.toBuilder()
                .setConfiguration(SendMessageConfiguration.newBuilder().setReturnImmediately(true))
                .build();
    }

    public Task send(Part... parts) {
        return send(sending(message(parts)));
    }

    public Task send(SendMessageRequest request) {
        return call(A2aMethod.SEND_MESSAGE, request, SendMessageResponse.class).getTask();
    }

    public Task get(String taskId) {
        return call(
                A2aMethod.GET_TASK, GetTaskRequest.newBuilder().setId(taskId).build(), Task.class);
    }

    public <T extends Message> T call(A2aMethod method, Message params, Class<T> type) {
        return type.cast(result(post(JsonRpcCalls.request("1", method, params)).body(), method));
    }

    /** The JSON-RPC code of a call that must fail. */
    public int failure(A2aMethod method, Message params) {
        return failure(post(JsonRpcCalls.request("1", method, params)).body());
    }

    public static int failure(byte[] reply) {
        JsonRpcReply answer = JsonRpcCalls.readReply(reply, A2aMethod.GET_TASK, "1");
        assertThat(answer).isInstanceOf(JsonRpcReply.Failure.class);
        return ((JsonRpcReply.Failure) answer).code();
    }

    public Events stream(A2aMethod method, Message params) {
        HttpResponse<InputStream> response =
                exchange(request(JsonRpcCalls.request("1", method, params)), BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        return new Events(method, response.body());
    }

    public HttpResponse<byte[]> post(byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(request(body), (name, value) -> true);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return exchange(request.build(), BodyHandlers.ofByteArray());
    }

    public HttpResponse<byte[]> fetch(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url).resolve(path)).timeout(TIMEOUT);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return exchange(request.build(), BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest request(byte[] body) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("A2A-Version", "1.0")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Message result(byte[] reply, A2aMethod method) {
        JsonRpcReply answer = JsonRpcCalls.readReply(reply, method, "1");
        assertThat(answer).isInstanceOf(JsonRpcReply.Result.class);
        return ((JsonRpcReply.Result) answer).message();
    }
}
