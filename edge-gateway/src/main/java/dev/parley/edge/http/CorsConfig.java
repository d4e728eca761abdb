package dev.parley.edge.http;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of other origins may call. Keys {@code parley.edge.cors.*}.
 *
 * @param allowedOrigins {@code https://app.example.org}, or {@code *} for all; none: no page of another origin, and no header of CORS
 * @param allowCredentials whether a page may send cookies and authentication; not with {@code *}
 * @param maxAge how long a browser may remember a preflight's answer
 */
@ConfigurationProperties("parley.edge.cors")
public record CorsConfig(
        @Nullable List<String> allowedOrigins,
        @Bindable(defaultValue = "false") boolean allowCredentials,
        @Bindable(defaultValue = "30m") Duration maxAge) {
    private static final String ALL = "*";
    private static final Pattern ORIGIN = Pattern.compile("https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    public CorsConfig {
        allowedOrigins = allowedOrigins == null
                ? List.of()
                : allowedOrigins.stream()
                        .map(String::strip)
                        .filter(origin -> !origin.isEmpty())
                        .toList();
        for (String origin : allowedOrigins) {
            if (!origin.equals(ALL) && !ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException("parley.edge.cors.allowed-origins=" + origin
                        + " (expected: an origin, https://app.example.org for instance, or *)");
            }
        }
        if (allowCredentials && allowedOrigins.contains(ALL)) {
            throw new IllegalArgumentException(
                    "parley.edge.cors.allow-credentials=true (expected: false where every origin is allowed)");
        }
    }

    List<String> origins() {
        return allowedOrigins == null ? List.of() : allowedOrigins;
    }

    boolean allowsAll() {
        return origins().contains(ALL);
    }

    /** Whether the page that makes a browser send this, if one does, is of an origin that may call. */
    public boolean allowsPageOf(HttpRequest<?> request) {
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        return origin != null && allows(origin);
    }

    boolean allows(String origin) {
        return allowsAll() || origins().contains(origin);
    }
}
