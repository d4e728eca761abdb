package dev.parley.examples.kit;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The {@code main} of an agent: reads the command line, serves until SIGTERM. Options of all agents: {@code --host},
 * {@code --port} (0 picks a free one), {@code --public-url}, {@code --exit-with-parent PID}.
 */
public final class AgentProgram {
    private static final Set<String> COMMON = Set.of("host", "port", "public-url", "exit-with-parent");
    private static final int USAGE = 2;
    private static final int FAILURE = 1;
    private static final int MAX_PORT = 65_535;

    private final String name;
    private final Set<String> ownOptions;
    private final Function<Options, Agent> agent;

    /**
     * An agent's program.
     *
     * @param name what the ready line calls it
     * @param ownOptions options beside the common ones, without dashes
     */
    public AgentProgram(String name, Set<String> ownOptions, Function<Options, Agent> agent) {
        this.name = name;
        this.ownOptions = Set.copyOf(ownOptions);
        this.agent = agent;
    }

    /** Starts the agent and returns, or ends the process with 1 (cannot listen) or 2 (wrong usage). */
    public void run(String[] args) {
        try {
            serve(args, System.getenv());
        } catch (Options.UsageException wrong) {
            end(USAGE, String.valueOf(wrong.getMessage()));
        } catch (BindException taken) {
            end(FAILURE, String.valueOf(taken.getMessage()));
        } catch (IOException failed) {
            end(FAILURE, "cannot start: " + failed);
        }
    }

    private void serve(String[] args, Map<String, String> environment) throws IOException {
        Set<String> known = new TreeSet<>(COMMON);
        known.addAll(ownOptions);
        Options options = Options.parse(args, known, environment);
        AgentServer.Settings settings = settings(options);
        Optional<ParentWatch> parent = options.find("exit-with-parent")
                .map(pid -> new ParentWatch(options.number("exit-with-parent", 0, Integer.MAX_VALUE)));
        AgentServer server = bind(agent.apply(options), settings);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
        parent.ifPresent(watch -> watch.start(() -> System.exit(0)));
        System.out.println(name + " listening on " + listening(settings, server.port()));
        System.out.flush();
    }

    private static AgentServer bind(Agent agent, AgentServer.Settings settings) throws IOException {
        try {
            return AgentServer.start(agent, settings);
        } catch (BindException refused) {
            BindException clear = new BindException("cannot listen on " + settings.host() + " port " + settings.port()
                    + ": " + refused.getMessage() + " (expected: a free port; --port 0 picks one)");
            clear.initCause(refused);
            throw clear;
        }
    }

    private static AgentServer.Settings settings(Options options) {
        String host = options.find("host").orElse("127.0.0.1");
        int port = (int) options.number("port", 0, MAX_PORT);
        return AgentServer.Settings.onLoopback(port)
                .at(host, options.find("public-url").map(AgentProgram::publicUrl));
    }

    private static URI publicUrl(String text) {
        try {
            URI url = URI.create(text);
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException malformed) {
            // said below
        }
        throw new Options.UsageException("--public-url " + text + " (expected: an http or https URL)");
    }

    private static String listening(AgentServer.Settings settings, int port) {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return "http://" + host + ":" + port + "/";
    }

    private void end(int status, String message) {
        System.err.println(name + ": " + message);
        System.exit(status);
    }
}
