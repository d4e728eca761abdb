package dev.parley.envoy.bootstrap;

import dev.parley.kit.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file with the clusters of the agents that a router's Envoy watches: a DiscoveryResponse in JSON, replaced by a
 * rename. It and its folder must be there before Envoy starts. A cluster that the router may use has a name that begins
 * with {@code agent/}.
 */
public final class AgentClusters {
    public static final String FILE = "clusters.json";
    private static final String NONE = """
            {"version_info": "0", "resources": []}
            """;

    private AgentClusters() {}

    /** Makes folder and file, with no agents in it, where they are missing. */
    public static void prepare(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (!Files.exists(folder.resolve(FILE))) {
            replace(folder, NONE);
        }
    }

    /** Replaces the file at once; Envoy reads it within moments, and keeps what it had if it refuses any of it. */
    public static void replace(Path folder, String json) throws IOException {
        AtomicFile.write(folder.resolve(FILE), json);
    }
}
