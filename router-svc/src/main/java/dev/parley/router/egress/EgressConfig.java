package dev.parley.router.egress;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Envoy that agents are called through. Keys {@code parley.router.egress.*}; both or none.
 *
 * @param socket the unix socket of its listener {@code agents}
 * @param folder where it finds {@code clusters.json}
 */
@ConfigurationProperties("parley.router.egress")
public record EgressConfig(@Nullable Path socket, @Nullable Path folder) {
    /** Agents are called directly. */
    public static final EgressConfig NONE = new EgressConfig(null, null);

    public EgressConfig {
        if ((socket == null) != (folder == null)) {
            throw new IllegalArgumentException(
                    "parley.router.egress: socket " + socket + ", folder " + folder + " (expected: both, or none)");
        }
    }

    /** Empty when agents are called directly. */
    public Optional<Path> envoy() {
        return Optional.ofNullable(socket);
    }
}
