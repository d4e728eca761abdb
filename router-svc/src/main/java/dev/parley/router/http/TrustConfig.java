package dev.parley.router.http;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates of https agents are trusted: those of the JDK's trust store, and of {@code parley.router.ca-file}.
 *
 * @param caFile PEM with one or more certificates
 */
@ConfigurationProperties("parley.router")
public record TrustConfig(@Nullable Path caFile) {}
