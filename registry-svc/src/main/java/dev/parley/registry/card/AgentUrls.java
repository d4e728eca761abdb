package dev.parley.registry.card;

import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.dialect.ProtocolBinding;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which addresses an agent may be reached at: absolute http(s) URLs, and what else its binding allows, that do not lead back into
 * the mesh.
 */
public final class AgentUrls {
    private final List<Origin> own;

    /** @param ownUrls base URLs of the mesh itself; the scheme does not matter, so they stand for gRPC addresses too */
    public AgentUrls(List<String> ownUrls) {
        this.own = ownUrls.stream().map(url -> Origin.of(URI.create(url))).toList();
    }

    private record Origin(String host, int port) {
        // what a connection from this machine makes of 0.0.0.0 and :: is loopback too
        private static final Set<String> LOOPBACK =
                Set.of("localhost", "localhost.", "[::1]", "[0:0:0:0:0:0:0:1]", "0.0.0.0", "[::]");

        static Origin of(URI url) {
            int port = url.getPort() >= 0 ? url.getPort() : "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
            String host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
            return new Origin(isLoopback(host) ? "localhost" : host, port);
        }

        private static boolean isLoopback(String host) {
            return LOOPBACK.contains(host) || host.startsWith("127.") || host.startsWith("[::ffff:127.");
        }
    }

    /** What is wrong with a URL, with the URL; empty when nothing is. */
    public Optional<String> fault(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return Optional.of("\"" + url + "\" (expected: an absolute http or https URL)");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
            return Optional.of("\"" + url + "\" (expected: an absolute http or https URL)");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return Optional.of("\"" + url + "\" (expected: a URL without user info and fragment)");
        }
        return ownFault(url, uri);
    }

    /** As {@link #fault(String)} of an interface's URL, which over gRPC may be {@code host:port} as well. */
    public Optional<String> fault(AgentInterface offered) {
        if (ProtocolBinding.of(offered.getProtocolBinding()).orElse(null) != ProtocolBinding.GRPC) {
            return fault(offered.getUrl());
        }
        return ProtocolBinding.GRPC
                .address(offered.getUrl())
                .map(address -> ownFault(offered.getUrl(), address))
                .orElseGet(() -> Optional.of(
                        "\"" + offered.getUrl() + "\" (expected: host:port, or an absolute http or https URL)"));
    }

    private Optional<String> ownFault(String url, URI address) {
        return own.contains(Origin.of(address))
                ? Optional.of("\"" + url + "\" is the mesh itself (expected: a URL of the agent's own)")
                : Optional.empty();
    }
}
