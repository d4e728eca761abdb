package dev.parley.cli.mesh;

import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.standalone.folder.MeshRun;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which mesh a command talks to: {@code --url}, or the one that runs on {@code --data}. */
public final class MeshOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The mesh's address, http://127.0.0.1:8080 for instance (PARLEY_URL).")
    private @Nullable String url;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The mesh that runs on this data folder (PARLEY_DATA; ~/.local/share/parley).")
    private @Nullable Path data;

    /** The address of the mesh that is meant, without a trailing slash. */
    public String url(Settings settings) {
        // flag, environment, file; where one place names both, the address is the more exact one
        if (url != null) {
            return checked(url);
        }
        if (data == null) {
            Optional<String> variable = settings.environment("PARLEY_URL");
            boolean fileCounts = settings.environment("PARLEY_DATA").isEmpty();
            Optional<String> address = fileCounts ? variable.or(() -> settings.file("url")) : variable;
            if (address.isPresent()) {
                return checked(address.get());
            }
        }
        return front(runningOn(dataFolder(settings)));
    }

    /**
     * The address of the front of what runs.
     *
     * @throws CliException when it is on another host, on 127.0.0.1 there
     */
    public static String front(MeshRun run) {
        if (run.http().isEmpty()) {
            throw new CliException(
                    ExitStatus.UNREACHABLE,
                    "The front of the mesh on " + run.dataDir() + " is on another host and listens on 127.0.0.1 there"
                            + " (expected: this command on the front's host, or open-front in the file of hosts;"
                            + " parley mesh status is about this host)");
        }
        return run.http();
    }

    /** True when an address was given on the command line. */
    public boolean hasUrl() {
        return url != null;
    }

    public Path dataFolder(Settings settings) {
        return settings.find(data == null ? null : data.toString(), "PARLEY_DATA", "data")
                .map(Path::of)
                .orElseGet(settings::defaultDataFolder)
                .toAbsolutePath()
                .normalize();
    }

    /** What runs on a folder. */
    public static MeshRun runningOn(Path folder) {
        return find(folder)
                .orElseThrow(() -> new CliException(
                        ExitStatus.UNREACHABLE,
                        "No mesh runs on " + folder + " (start one: parley up --data " + folder + ")"));
    }

    /** What runs on a folder; empty when nothing does. */
    public static Optional<MeshRun> find(Path folder) {
        try {
            return MeshRun.read(folder).filter(MeshRun::isAlive);
        } catch (IOException e) {
            throw new CliException(ExitStatus.FAILURE, folder + "/run/mesh.json cannot be read: " + e.getMessage(), e);
        }
    }

    private static String checked(String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new CliException(ExitStatus.USAGE, "URL " + text + " (expected: http://HOST:PORT or https://HOST:PORT)");
    }
}
