package dev.parley.standalone.postgres;

import dev.parley.kit.files.AtomicFile;
import dev.parley.kit.programs.BinaryCache;
import dev.parley.kit.programs.Detached;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.StartRefused;
import dev.parley.standalone.process.Listening;
import dev.parley.standalone.process.ProcessTable;
import dev.parley.standalone.process.Supervised;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The embedded PostgreSQL on a kept folder: durable, on one address with a password, ended with the mesh and started again
 * when it ends by itself. Start it only while holding the {@link DataFolder}.
 */
public final class PostgresServer implements Supervised.Server {
    private static final Duration START_WITHIN = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(20);

    private final DataFolder folder;
    private final PostgresBinaries binaries;
    private final PostmasterFile postmaster;
    private final Path extensions;
    private final Listening at;
    private final InstantSource clock;
    private final ProcessTable processes;

    private PostgresServer(
            DataFolder folder, PostgresBinaries binaries, Path extensions, Listening at, InstantSource clock) {
        this.folder = folder;
        this.binaries = binaries;
        this.extensions = extensions;
        this.at = at;
        this.clock = clock;
        this.processes = new ProcessTable(clock);
        this.postmaster = new PostmasterFile(folder.postgres(), processes);
    }

    /**
     * Ends what an earlier run left behind, makes the database at the first start, starts PostgreSQL and reads its
     * durability settings back.
     *
     * @param extensions a folder with {@code lib} and {@code share/extension}, looked at when an extension is made; may be
     *     missing or be filled later
     * @throws StartRefused when it cannot run here, or is not durable
     */
    public static Running start(
            DataFolder folder, BinaryCache cache, Path extensions, Listening at, InstantSource clock)
            throws IOException, InterruptedException {
        PostgresServer server = new PostgresServer(folder, PostgresBinaries.unpack(cache), extensions, at, clock);
        endLeftovers(folder, clock);
        server.makeDatabase();
        Supervised supervised = Supervised.start(server);
        Database database = server.database();
        try {
            Durability.require(database);
        } catch (RuntimeException e) {
            supervised.close();
            throw e;
        }
        return new Running(database, supervised);
    }

    /** A PostgreSQL that serves until it is closed. */
    public record Running(Database database, Supervised process) implements AutoCloseable {
        @Override
        public void close() {
            process.close();
        }
    }

    /** Ends a server that an earlier run left on the folder; true when there was one. */
    public static boolean endLeftovers(DataFolder folder, InstantSource clock)
            throws IOException, InterruptedException {
        return new PostmasterFile(folder.postgres(), new ProcessTable(clock)).endLeftover();
    }

    private Database database() {
        return new Database(
                "jdbc:postgresql://" + at.address() + "/postgres",
                "parley",
                folder.secret("postgres"),
                "embedded, " + at.address());
    }

    @Override
    public String name() {
        return "postgres";
    }

    // made beside its place and then moved: a folder under this name is a whole database
    private void makeDatabase() throws IOException, InterruptedException {
        Path version = folder.postgres().resolve("PG_VERSION");
        if (Files.exists(version)) {
            String major = Files.readString(version).strip();
            if (!major.equals("18")) {
                throw new StartRefused("Data folder " + folder.root() + " holds a database of PostgreSQL " + major
                        + " (expected: 18; use the build that wrote it, or another --data)");
            }
            return;
        }
        Path fresh = folder.root().resolve("postgres.new");
        BinaryCache.deleteAll(fresh);
        Path password = folder.run().resolve("initdb.password");
        AtomicFile.writeSecret(password, folder.secret("postgres") + "\n");
        Path output = folder.log().resolve("initdb.log");
        try {
            int status = child(
                            binaries.command(
                                    "initdb",
                                    "-D",
                                    fresh.toString(),
                                    "-U",
                                    "parley",
                                    "--pwfile=" + password,
                                    "--auth=scram-sha-256",
                                    "-E",
                                    "UTF8",
                                    "--locale-provider=builtin",
                                    "--locale=C.UTF-8",
                                    "--builtin-locale=C.UTF-8",
                                    "-T",
                                    "english"),
                            output)
                    .waitFor();
            if (status != 0) {
                throw new StartRefused("PostgreSQL cannot make its database, status " + status + ": " + tail(output));
            }
        } finally {
            Files.deleteIfExists(password);
        }
        Files.move(fresh, folder.postgres());
    }

    private Process child(List<String> command, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Detached.inOwnSession(command))
                .directory(folder.root().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    private List<String> serverCommand() {
        // on the command line, where no file and no ALTER SYSTEM overrules them
        Map<String, String> settings = Map.ofEntries(
                Map.entry("fsync", "on"),
                Map.entry("full_page_writes", "on"),
                Map.entry("synchronous_commit", "on"),
                Map.entry("listen_addresses", at.host()),
                Map.entry("port", Integer.toString(at.port())),
                Map.entry("unix_socket_directories", ""),
                Map.entry("max_connections", "120"),
                Map.entry("max_wal_size", "2GB"),
                Map.entry("jit", "off"),
                Map.entry("extension_control_path", extensions.resolve("share") + ":$system"),
                Map.entry("dynamic_library_path", extensions.resolve("lib") + ":$libdir"),
                Map.entry("logging_collector", "on"),
                Map.entry("log_directory", folder.log().toString()),
                Map.entry("log_filename", "postgres-%a.log"),
                Map.entry("log_rotation_age", "1d"),
                Map.entry("log_rotation_size", "0"),
                Map.entry("log_truncate_on_rotation", "on"));
        List<String> arguments = new ArrayList<>(List.of("-D", folder.postgres().toString()));
        if (!at.callers().isEmpty()) {
            arguments.addAll(List.of("-c", "hba_file=" + callersFile()));
        }
        settings.forEach((key, value) -> {
            arguments.add("-c");
            arguments.add(key + "=" + value);
        });
        return binaries.command("postgres", arguments.toArray(String[]::new));
    }

    private Path callersFile() {
        return folder.run().resolve("pg_hba.conf");
    }

    // in place of the database's own file, which knows loopback only
    private void writeCallers() throws IOException {
        if (!at.callers().isEmpty()) {
            AtomicFile.writeSecret(
                    callersFile(),
                    at.callers().stream()
                            .map(caller -> "host all parley " + caller + "/32 scram-sha-256\n")
                            .collect(Collectors.joining()));
        }
    }

    /**
     * Starts the server and waits until it says that it is ready. After a killed server its children need a moment to
     * notice; until they are gone PostgreSQL refuses, so a refusal is tried again.
     */
    @Override
    public Process start() throws IOException, InterruptedException {
        Path output = folder.log().resolve("postgres-start.log");
        writeCallers();
        Instant end = clock.instant().plus(START_WITHIN);
        while (true) {
            postmaster.endLeftover();
            Process process = child(serverCommand(), output);
            if (awaitReady(process, end)) {
                return process;
            }
            if (clock.instant().isAfter(end)
                    || !tail(output).matches("(?s).*(in use|already exists|still running).*")) {
                throw new IOException("PostgreSQL does not start, status " + process.exitValue() + ": " + tail(output)
                        + " (its log: " + folder.log() + "/postgres-*.log)");
            }
            Thread.sleep(POLL.multipliedBy(10));
        }
    }

    private boolean awaitReady(Process process, Instant end) throws IOException, InterruptedException {
        try {
            while (process.isAlive()) {
                if (postmaster.isReady(process.pid())) {
                    return true;
                }
                if (clock.instant().isAfter(end)) {
                    stop(process);
                    return false;
                }
                process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
            }
            return false;
        } catch (InterruptedException e) {
            process.destroy();
            throw e;
        }
    }

    @Override
    public void stop(Process process) throws IOException, InterruptedException {
        // INT is PostgreSQL's fast shutdown, QUIT its immediate one (the next start recovers)
        for (String signal : List.of("INT", "QUIT")) {
            processes.signal(process.pid(), signal);
            if (process.waitFor(15, TimeUnit.SECONDS)) {
                return;
            }
        }
        process.destroyForcibly().waitFor();
    }

    private static String tail(Path output) throws IOException {
        String text = Files.exists(output) ? Files.readString(output).strip() : "";
        return text.substring(Math.max(0, text.length() - 2000));
    }
}
