package dev.parley.envoy.bootstrap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What differs between one Envoy of Parley and another; keys and defaults are in the module's README.
 *
 * @param id of this instance, {@code task-1}; the names of its stats and spans carry it
 * @param folder of this Envoy: {@code secrets/} with its certificates, and its files where nothing else is said
 * @param errorLog file that gets one line of JSON for each failed request
 * @param tracing none: no spans
 */
public record EnvoySettings(
        String id,
        String trustDomain,
        Path folder,
        AdminAddress admin,
        Path errorLog,
        Limits limits,
        Optional<Collector> tracing,
        Role role) {
    public static final String TRUST_DOMAIN = "parley.local";

    public EnvoySettings {
        Check.name("id", id);
        Check.name("trust-domain", trustDomain);
        Check.path("folder", folder);
        Check.path("log.access", errorLog);
    }

    /** With the defaults of everything that has one. */
    public static EnvoySettings of(String id, Path folder, Role role) {
        return new EnvoySettings(
                id,
                TRUST_DOMAIN,
                folder,
                new AdminAddress.Socket(adminSocket(folder)),
                errorLog(folder),
                Limits.DEFAULT,
                Optional.empty(),
                role);
    }

    /** @throws BadSettings if the file is no YAML, lacks a key, has one too many, or a value that cannot be */
    public static EnvoySettings read(Path file) throws IOException {
        return SettingsFile.read(file);
    }

    /** Where the secrets of this Envoy are published. */
    public Path secrets() {
        return folder.resolve("secrets");
    }

    static Path adminSocket(Path folder) {
        return folder.resolve("admin.sock");
    }

    static Path errorLog(Path folder) {
        return folder.resolve("errors.log");
    }
}
