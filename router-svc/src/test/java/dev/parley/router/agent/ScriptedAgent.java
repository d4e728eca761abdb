package dev.parley.router.agent;

import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.AgentStatus;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP/1.1 server on a free port that keeps connections and answers by a script for each JSON-RPC method, or for each
 * verb and path ({@code POST /message:send}) where a request has none. It writes bytes itself, so that it can answer half, too
 * much, nothing or nonsense.
 */
public final class ScriptedAgent implements AutoCloseable {
    private static final Pattern METHOD = Pattern.compile("\"method\"\\s*:\\s*\"([\\w/]+)\"");
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\"[^\"]*\"|\\d+)");

    /** Answers one request. */
    @FunctionalInterface
    public interface Script {
        void answer(Request request, Reply reply) throws Exception;
    }

    /**
     * A request as it came.
     *
     * @param method the JSON-RPC method, else verb and path
     * @param id its JSON-RPC id as a token
     * @param headers with names in lower case
     */
    public record Request(String method, String id, Map<String, String> headers, String body) {}

    private final ServerSocket socket;
    private final String scheme;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    public ScriptedAgent() throws IOException {
        this(null);
    }

    /** @param tls null for plain http */
    public ScriptedAgent(@Nullable SSLContext tls) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        socket = tls == null
                ? new ServerSocket(0, 100, loopback)
                : tls.getServerSocketFactory().createServerSocket(0, 100, loopback);
        scheme = tls == null ? "http" : "https";
        Thread.ofVirtual().start(this::accept);
    }

    public ScriptedAgent on(String method, Script script) {
        scripts.put(method, script);
        return this;
    }

    public String url() {
        return scheme + "://localhost:" + socket.getLocalPort() + "/";
    }

    public List<Request> requests() {
        return requests;
    }

    public List<Request> requests(String method) {
        return requests.stream().filter(one -> one.method().equals(method)).toList();
    }

    public int openConnections() {
        return open.size();
    }

    /** How many connections there ever were. */
    public int connections() {
        return connections.get();
    }

    /** The agent as a registry would hold it. */
    public Agent registered(String id, boolean streaming) {
        return registered(id, streaming, url());
    }

    public static Agent registered(String id, boolean streaming, String url) {
        AgentCard.Builder card = AgentCard.newBuilder()
                .setName("Agent " + id)
                .addSupportedInterfaces(AgentInterface.newBuilder()
                        .setProtocolBinding("JSONRPC")
                        .setProtocolVersion("1.0")
                        .setTenant("label-" + id)
                        .setUrl(url));
        card.getCapabilitiesBuilder().setStreaming(streaming);
        return Agent.newBuilder()
                .setId(id)
                .setTenant("default")
                .setStatus(AgentStatus.AGENT_STATUS_ACTIVE)
                .setVersion(1)
                .setCard(card)
                .build();
    }

    /** The agent as a registry would hold it, with these interfaces and no others. */
    public static Agent offering(String id, boolean streaming, AgentInterface... interfaces) {
        Agent.Builder agent = registered(id, streaming, "http://unused.example/").toBuilder();
        agent.getCardBuilder().clearSupportedInterfaces().addAllSupportedInterfaces(List.of(interfaces));
        return agent.build();
    }

    /** One interface of a card. */
    public static AgentInterface at(String binding, String version, String url) {
        return AgentInterface.newBuilder()
                .setProtocolBinding(binding)
                .setProtocolVersion(version)
                .setUrl(url)
                .build();
    }

    /** The agent as a registry would hold it after reading its card of 0.3. */
    public Agent registeredAsV03(String id, boolean streaming) {
        Agent agent = registered(id, streaming);
        AgentCard.Builder card = agent.getCard().toBuilder().clearSupportedInterfaces();
        card.addSupportedInterfaces(AgentInterface.newBuilder()
                .setProtocolBinding("JSONRPC")
                .setProtocolVersion("0.3")
                .setUrl(url()));
        return agent.toBuilder().setCard(card).build();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                connections.incrementAndGet();
                open.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(connection.getInputStream());
            OutputStream out = new BufferedOutputStream(connection.getOutputStream());
            Request request = read(in);
            while (request != null) {
                requests.add(request);
                Script script = scripts.get(request.method());
                Reply reply = new Reply(request.id(), connection, out);
                if (script == null && request.method().contains(" ")) {
                    reply.http(404, "text/plain", "nothing here");
                } else if (script == null) {
                    reply.error(-32601, "no such method");
                } else {
                    script.answer(request, reply);
                }
                request = read(in);
            }
        } catch (IOException e) {
            // the other side went away
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            open.remove(connection);
        }
    }

    private static @Nullable Request read(InputStream in) throws IOException {
        String requestLine = line(in);
        if (requestLine == null) {
            return null;
        }
        Map<String, String> headers = new HashMap<>();
        String header = line(in);
        while (header != null && !header.isEmpty()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
            header = line(in);
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        String method = find(METHOD, body);
        return new Request(
                method.isEmpty() ? requestLine.replaceFirst(" HTTP/1.1$", "") : method, requestId(body), headers, body);
    }

    /** The JSON-RPC id of a request, as it stands in its text; empty where it has none. */
    public static String requestId(String body) {
        return find(ID, body);
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int b = in.read();
        if (b < 0) {
            return null;
        }
        while (b >= 0 && b != '\n') {
            if (b != '\r') {
                line.append((char) b);
            }
            b = in.read();
        }
        return line.toString();
    }

    /** Writes one answer. */
    public static final class Reply {
        private final String id;
        private final Socket connection;
        private final OutputStream out;

        Reply(String id, Socket connection, OutputStream out) {
            this.id = id;
            this.connection = connection;
            this.out = out;
        }

        /** A JSON-RPC result. */
        public void result(String json) throws IOException {
            http(200, "application/json", "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + json + "}");
        }

        /** A document as it is, with status 200. */
        public void json(String json) throws IOException {
            http(200, "application/json", json);
        }

        public void error(int code, String message) throws IOException {
            http(
                    200,
                    "application/json",
                    "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":" + code + ",\"message\":\"" + message
                            + "\"}}");
        }

        public void http(int status, String contentType, String body, String... headers) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Because\r\nContent-Type: " + contentType
                    + "\r\nContent-Length: " + bytes.length + "\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            out.write(bytes);
            out.flush();
        }

        /** Begins an event stream. */
        public Reply stream() throws IOException {
            out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            return this;
        }

        /** One event with a JSON-RPC result. */
        public Reply event(String json) throws IOException {
            return raw("data: {\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + json + "}\n\n");
        }

        /** One event with a bare message, as HTTP+JSON has it. */
        public Reply bareEvent(String json) throws IOException {
            return raw("data: " + json + "\n\n");
        }

        /** Bytes of a stream as they are. */
        public Reply raw(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.write(bytes);
            out.write("\r\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            return this;
        }

        /** Ends a stream as HTTP says. */
        public void end() throws IOException {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Cuts the connection with a reset instead of an end. */
        public void reset() throws IOException {
            connection.setSoLinger(true, 0);
            connection.close();
        }

        /** Cuts the connection. */
        public void cut() throws IOException {
            out.flush();
            connection.close();
        }
    }

    /** Stops listening and cuts every connection. */
    @Override
    public void close() {
        try {
            socket.close();
            for (Socket connection : open) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
