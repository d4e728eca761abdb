package dev.parley.kit.tracing;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where an OTLP/gRPC receiver listens, as {@code OTEL_EXPORTER_OTLP_ENDPOINT} says it. */
public record OtlpEndpoint(boolean tls, String host, int port) {
    private static final int USUAL_PORT = 4317;

    /**
     * @param url {@code http://HOST[:PORT]} or {@code https://…}; the port is 4317 unless given
     * @throws IllegalArgumentException for anything else, saying what was expected
     */
    public static OtlpEndpoint parse(String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw refused(url, e);
        }
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        boolean other = !tls && !"http".equalsIgnoreCase(uri.getScheme());
        boolean path = uri.getRawPath() != null
                && !uri.getRawPath().isEmpty()
                && !uri.getRawPath().equals("/");
        if (other || uri.getHost() == null || path || uri.getRawQuery() != null || uri.getRawUserInfo() != null) {
            throw refused(url, null);
        }
        int port = uri.getPort() == -1 ? USUAL_PORT : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw refused(url, null);
        }
        // as Envoy wants it: an IPv6 address without brackets, a name in lower case
        String host = uri.getHost().replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
        return new OtlpEndpoint(tls, host, port);
    }

    private static IllegalArgumentException refused(String url, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "\"" + url.replaceAll("//[^/@]*@", "//***@")
                        + "\" (expected: http://HOST:PORT of an OTLP/gRPC receiver, as http://127.0.0.1:4317)",
                cause);
    }

    public String url() {
        return (tls ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
