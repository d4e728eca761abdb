package dev.parley.standalone.square;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.dialect.v03.V03Errors;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.JsonRpcException;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import dev.parley.standalone.square.Speech.Binding;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/** The script over JSON-RPC of any version, or over HTTP+JSON; and the card, whatever the agent speaks. */
final class HttpAgent implements AutoCloseable {
    private final HttpServer server;
    private final Speech speech;
    private final Script script;

    /** @param card the card at the URL where this agent is */
    HttpAgent(Speech speech, Script script, Function<String, byte[]> card) throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        this.speech = speech;
        this.script = script;
        byte[] served = card.apply(url());
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/.well-known/", exchange -> reply(exchange, 200, served));
        server.createContext("/", speech.binding() == Binding.JSON_RPC ? this::jsonRpc : this::httpJson);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void jsonRpc(HttpExchange exchange) throws IOException {
        JsonRpcRequest request;
        try {
            request = JsonRpcRequest.read(exchange.getRequestBody().readAllBytes());
        } catch (JsonRpcException e) {
            reply(exchange, 200, JsonRpcReplies.error(e.idToken(), e.error()));
            return;
        }
        try {
            switch (request.params()) {
                case SubscribeToTaskRequest wanted ->
                    stream(
                            exchange,
                            event -> JsonRpcReplies.result(request, event),
                            events -> script.subscribe(wanted.getId(), events));
                case SendMessageRequest send
                when request.method().streaming() ->
                    stream(
                            exchange,
                            event -> JsonRpcReplies.result(request, event),
                            events -> script.stream(send, events));
                default -> reply(exchange, 200, JsonRpcReplies.result(request, unary(request.params())));
            }
        } catch (A2aException e) {
            reply(exchange, 200, JsonRpcReplies.error(request, e));
        }
    }

    private Message unary(Message request) {
        return switch (request) {
            case SendMessageRequest send ->
                SendMessageResponse.newBuilder().setTask(sent(send)).build();
            case GetTaskRequest get -> script.get(get.getId());
            case CancelTaskRequest cancel -> script.cancel(cancel.getId());
            default -> throw new A2aException(A2aErrorCode.UNSUPPORTED_OPERATION, "not in the script");
        };
    }

    private Task sent(SendMessageRequest request) {
        try {
            return script.send(request);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void httpJson(HttpExchange exchange) throws IOException {
        HttpForm form = HttpForm.of(speech.version());
        String path = exchange.getRequestURI().getPath();
        String operation =
                path.startsWith(form.prefix()) ? path.substring(form.prefix().length()) : "";
        try {
            if (operation.equals("/message:stream")) {
                SendMessageRequest send = form.send(exchange.getRequestBody().readAllBytes());
                stream(exchange, form::write, events -> script.stream(send, events));
            } else if (operation.endsWith(":subscribe")) {
                stream(exchange, form::write, events -> script.subscribe(id(operation), events));
            } else {
                reply(exchange, 200, form.write(httpJsonUnary(exchange, form, operation)));
            }
        } catch (A2aException e) {
            error(exchange, e);
        }
    }

    private Message httpJsonUnary(HttpExchange exchange, HttpForm form, String operation) throws IOException {
        if (operation.equals("/message:send")) {
            return unary(form.send(exchange.getRequestBody().readAllBytes()));
        }
        if (!operation.startsWith("/tasks/")) {
            throw new A2aException(A2aErrorCode.METHOD_NOT_FOUND, operation);
        }
        return operation.endsWith(":cancel") ? script.cancel(id(operation)) : script.get(id(operation));
    }

    /** As 1.0 has it; in 0.3 as its Python SDK has it, which tells the status and a text. */
    private void error(HttpExchange exchange, A2aException error) throws IOException {
        A2aErrorCode code = error.code();
        if (speech.version() != Speech.Version.V1_0) {
            byte[] text = "{\"message\":\"%s\"}"
                    .formatted(error.text().replace('"', '\''))
                    .getBytes(UTF_8);
            reply(exchange, V03Errors.httpStatus(code), text);
            return;
        }
        String body = """
                {"error":{"code":%d,"status":"%s","message":"no","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo",\
                "reason":"%s","domain":"a2a-protocol.org"}]}}""".formatted(code.httpStatus(), code.grpcStatus(), code.name());
        reply(exchange, code.httpStatus(), body.getBytes(UTF_8));
    }

    private static String id(String operation) {
        return operation.replaceAll("^/tasks/|:[a-z]+$", "");
    }

    private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private interface Events {
        void to(Consumer<StreamResponse> events) throws InterruptedException;
    }

    /** Begins the stream with the first event, so that what is refused before it is a plain answer. */
    private static void stream(HttpExchange exchange, Function<StreamResponse, byte[]> form, Events events)
            throws IOException {
        try {
            events.to(event -> {
                try {
                    if (exchange.getResponseCode() < 0) {
                        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                        exchange.sendResponseHeaders(200, 0);
                    }
                    OutputStream out = exchange.getResponseBody();
                    out.write(("data: " + new String(form.apply(event), UTF_8) + "\n\n").getBytes(UTF_8));
                    out.flush();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            exchange.getResponseBody().close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
