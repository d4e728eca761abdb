package dev.parley.examples.kit;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Serves one {@link Agent} as A2A 1.0: JSON-RPC at {@code /}, the card at {@code /.well-known/agent-card.json}. Tasks live in
 * memory and end with the server; they outlive their callers.
 */
public final class AgentServer implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final HttpServer http;
    private final ExecutorService threads;
    private final String url;

    private AgentServer(HttpServer http, ExecutorService threads, String url) {
        this.http = http;
        this.threads = threads;
        this.url = url;
    }

    /**
     * Where to listen and what to accept.
     *
     * @param port 0 picks a free one
     * @param publicUrl what the card says instead of the address listened on
     * @param maxBodyBytes larger requests get 413
     * @param heartbeat a quiet stream gets a comment this often
     */
    public record Settings(String host, int port, Optional<URI> publicUrl, int maxBodyBytes, Duration heartbeat) {
        private static final int FOUR_MEBIBYTES = 4 << 20;

        /** Loopback, 4 MiB, a sign of life every 15 s. */
        public static Settings onLoopback(int port) {
            return new Settings("127.0.0.1", port, Optional.empty(), FOUR_MEBIBYTES, Duration.ofSeconds(15));
        }

        Settings at(String newHost, Optional<URI> newPublicUrl) {
            return new Settings(newHost, port, newPublicUrl, maxBodyBytes, heartbeat);
        }
    }

    /**
     * Starts to serve.
     *
     * @throws java.net.BindException if the address is taken or not this machine's
     */
    public static AgentServer start(Agent agent, Settings settings) throws IOException {
        return start(agent, settings, TaskStore.Retention.ordinary());
    }

    /**
     * The same in two steps, for who has the port opened in one place and the agent's threads begin in another: first this.
     *
     * @throws java.net.BindException if the address is taken or not this machine's
     */
    public static HttpServer bind(Settings settings) throws IOException {
        prepareHttp();
        return HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), BACKLOG);
    }

    /** Starts to serve on what {@link #bind} gave. */
    public static AgentServer start(Agent agent, Settings settings, HttpServer bound) {
        return start(agent, settings, bound, TaskStore.Retention.ordinary());
    }

    static AgentServer start(Agent agent, Settings settings, TaskStore.Retention retention) throws IOException {
        return start(agent, settings, bind(settings), retention);
    }

    private static AgentServer start(Agent agent, Settings settings, HttpServer http, TaskStore.Retention retention) {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        String url = url(settings, http.getAddress().getPort());
        Supplier<String> ids = () -> UUID.randomUUID().toString();
        TaskStore store = new TaskStore(retention, InstantSource.system(), ids);
        A2aOperations operations = new A2aOperations(store, new AgentRunner(agent, store, ids, threads));
        CallerGuard guard = CallerGuard.of(http.getAddress().getAddress(), URI.create(url));
        http.createContext("/.well-known/agent-card.json", new CardEndpoint(agent.card(url), guard));
        http.createContext("/", new RpcEndpoint(operations, guard, settings));
        http.setExecutor(threads);
        http.start();
        return new AgentServer(http, threads, url);
    }

    /** Where callers reach the agent, with a trailing slash. */
    public String url() {
        return url;
    }

    public int port() {
        return http.getAddress().getPort();
    }

    /** Stops at once: connections are cut, running turns interrupted. */
    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private static String url(Settings settings, int port) {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        String listening = "http://" + host + ":" + port + "/";
        String url = settings.publicUrl().map(URI::toString).orElse(listening);
        return url.endsWith("/") ? url : url + "/";
    }

    /** The JDK's HTTP server takes these from system properties alone, once a process. */
    private static void prepareHttp() {
        setUnlessSet("sun.net.httpserver.nodelay", "true"); // else small answers wait for a delayed ACK, up to 40 ms
        setUnlessSet("sun.net.httpserver.maxIdleConnections", "4096"); // a mesh keeps its connections
        setUnlessSet("sun.net.httpserver.idleInterval", "300");
        setUnlessSet("sun.net.httpserver.drainAmount", Integer.toString(64 << 20)); // else a 413 is lost in a reset
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
