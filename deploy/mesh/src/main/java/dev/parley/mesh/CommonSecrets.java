package dev.parley.mesh;

import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * What all hosts of a mesh have alike: the certificate authority with its key, and the passwords of PostgreSQL and Redis. Made
 * once in a data folder, which is then copied to each host before its first start.
 */
public final class CommonSecrets {
    private static final List<String> PASSWORDS = List.of("postgres", "redis");

    private CommonSecrets() {}

    /** Makes what is missing; what is there stays. */
    public static void make(DataFolder folder, InstantSource clock) throws IOException {
        Certificates.open(folder, clock);
        PASSWORDS.forEach(folder::secret);
    }

    /** @throws StartRefused when something is missing, for what is made here would be this host's alone */
    static void require(DataFolder folder) {
        List<Path> missing = PASSWORDS.stream()
                .map(folder.root().resolve("secrets")::resolve)
                .filter(file -> !Files.exists(file))
                .toList();
        if (!missing.isEmpty() || !Files.isDirectory(authority(folder))) {
            throw new StartRefused(
                    "Data folder " + folder.root() + " lacks what all hosts have alike (expected: authority and"
                            + " secrets, made by `parley mesh prepare` and copied to each host)");
        }
    }

    static Path authority(DataFolder folder) {
        return folder.root().resolve("authority");
    }
}
