package dev.parley.router.egress;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Envoy that agents are called through. Keys {@code parley.router.egress.*}; the first two or none.
 *
 * @param socket the unix socket of its listener {@code agents}
 * @param folder where it finds {@code clusters.json}
 * @param admin its admin interface, {@code unix:PATH} or {@code LOOPBACK:PORT}; without it the registry is not told what it sees
 */
@ConfigurationProperties("parley.router.egress")
public record EgressConfig(
        @Nullable Path socket,
        @Nullable Path folder,
        @Nullable String admin) {
    /** Agents are called directly. */
    public static final EgressConfig NONE = new EgressConfig(null, null, null);

    public EgressConfig {
        if ((socket == null) != (folder == null)) {
            throw new IllegalArgumentException(
                    "parley.router.egress: socket " + socket + ", folder " + folder + " (expected: both, or none)");
        }
        if (admin != null && socket == null) {
            throw new IllegalArgumentException("parley.router.egress: admin " + admin
                    + " without a socket (expected: socket and folder beside it)");
        }
    }

    /** Empty when agents are called directly. */
    public Optional<Path> envoy() {
        return Optional.ofNullable(socket);
    }
}
