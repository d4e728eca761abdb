package dev.parley.standalone.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.parley.kit.files.AtomicFile;
import dev.parley.kit.programs.BinaryCache;
import dev.parley.kit.programs.Detached;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.StartRefused;
import dev.parley.standalone.process.Listening;
import dev.parley.standalone.process.ProcessTable;
import dev.parley.standalone.process.Supervised;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * The embedded Redis: on one address with a password, nothing kept on disk, started again when it ends by itself. Start it
 * only while holding the {@link DataFolder}.
 */
public final class RedisServer implements Supervised.Server {
    private static final Logger log = LoggerFactory.getLogger(RedisServer.class);
    private static final Duration START_WITHIN = Duration.ofSeconds(10);
    private static final int ANSWER_WITHIN_MS = 500;

    private final Path program;
    private final Path config;
    private final Path output;
    private final Listening at;
    private final InstantSource clock;

    private RedisServer(Path program, Path config, Path output, Listening at, InstantSource clock) {
        this.program = program;
        this.config = config;
        this.output = output;
        this.at = at;
        this.clock = clock;
    }

    /**
     * Ends what an earlier run left behind and starts Redis.
     *
     * @throws StartRefused when there is no Redis for this machine
     */
    public static Running start(DataFolder folder, BinaryCache cache, Listening at, InstantSource clock)
            throws IOException, InterruptedException {
        endLeftovers(folder, clock);
        String password = folder.secret("redis");
        Path config = config(folder);
        AtomicFile.writeSecret(config, settings(folder, at, password));
        RedisServer server = new RedisServer(unpack(cache), config, folder.log().resolve("redis.log"), at, clock);
        return new Running(
                "redis://:" + password + "@" + at.address(), "embedded, " + at.address(), Supervised.start(server));
    }

    /** A Redis that serves until it is closed. The URI holds its password. */
    public record Running(String uri, String description, Supervised process) implements AutoCloseable {
        @Override
        public void close() {
            process.close();
        }
    }

    private static Path config(DataFolder folder) {
        return folder.run().resolve("redis.conf");
    }

    /** Ends a server that an earlier run left on the folder; true when there was one. */
    public static boolean endLeftovers(DataFolder folder, InstantSource clock) throws IOException {
        // found by command line alone: it names our configuration, and no pid file can be stale or late
        ProcessTable processes = new ProcessTable(clock);
        String ours = config(folder).toString();
        boolean found = false;
        for (var pid = processes.findNaming("redis-server", ours);
                pid.isPresent();
                pid = processes.findNaming("redis-server", ours)) {
            found = true;
            log.atWarn().addKeyValue("pid", pid.getAsLong()).log("ending the Redis that an earlier run left behind");
            processes.signal(pid.getAsLong(), "KILL");
            if (!processes.awaitEnded(pid.getAsLong(), Duration.ofSeconds(10))) {
                throw new StartRefused("Redis process " + pid.getAsLong() + " on " + folder.root()
                        + " does not end (expected: none; end it, then start again)");
            }
        }
        return found;
    }

    private static Path unpack(BinaryCache cache) throws IOException, InterruptedException {
        OsArchitecture machine = OsArchitecture.detectOSandArchitecture();
        String name = ExecutableProvider.newProvidedVersionsMap().get(machine);
        URL resource = name == null ? null : RedisServer.class.getResource(name);
        if (resource == null) {
            throw new StartRefused("No Redis inside for " + machine.os + " on " + machine.arch
                    + " (expected: Linux on amd64 or aarch64; or give one with --redis-url)");
        }
        return cache.entry("redis-" + BinaryCache.fingerprint(resource), folder -> {
                    Path file = folder.resolve("redis-server");
                    try (InputStream in = resource.openStream()) {
                        Files.copy(in, file);
                    }
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                })
                .resolve("redis-server");
    }

    private static String settings(DataFolder folder, Listening at, String password) {
        return """
                bind %s
                port %d
                requirepass %s
                save ""
                appendonly no
                dir "%s"
                maxmemory 64mb
                maxmemory-policy volatile-ttl
                set-proc-title no
                daemonize no
                """.formatted(at.host(), at.port(), password, folder.run());
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Process start() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Detached.inOwnSession(List.of(program.toString(), config.toString())))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            Instant end = clock.instant().plus(START_WITHIN);
            while (process.isAlive() && clock.instant().isBefore(end)) {
                if (answers()) {
                    return process;
                }
                process.waitFor(10, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
        process.destroyForcibly();
        throw new IOException("Redis does not start (its log: " + output + ")");
    }

    // any answer will do: without the password it is an error, and Redis serves
    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(at.host(), at.port()), ANSWER_WITHIN_MS);
            socket.setSoTimeout(ANSWER_WITHIN_MS);
            socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
