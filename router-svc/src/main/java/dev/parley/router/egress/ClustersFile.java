package dev.parley.router.egress;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.parley.kit.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * The file of clusters that an Envoy watches: a DiscoveryResponse in JSON. Replaced whole, by a rename in its folder, each time with
 * a higher version, also over restarts. Not safe for concurrent use.
 */
final class ClustersFile {
    static final String NAME = "clusters.json";

    private final Path file;
    private long version;

    ClustersFile(Path folder) {
        this.file = folder.resolve(NAME);
        this.version = versionOf(file);
    }

    /** @param clusters JSON each */
    void write(Collection<String> clusters) throws IOException {
        version++;
        String content =
                "{\"version_info\":\"" + version + "\",\"resources\":[\n" + String.join(",\n", clusters) + "\n]}\n";
        AtomicFile.write(file, content);
    }

    /** That of the file as it is; 0 when there is none, or one that nobody can read. */
    private static long versionOf(Path file) {
        if (!Files.exists(file)) {
            return 0;
        }
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.VALUE_STRING && "version_info".equals(json.currentName())) {
                    return Math.max(0, Long.parseLong(json.getText()));
                }
            }
            return 0;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
