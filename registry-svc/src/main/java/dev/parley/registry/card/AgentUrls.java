package dev.parley.registry.card;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which URLs an agent may be reached at: absolute http(s) ones that do not lead back into the mesh. */
public final class AgentUrls {
    private final List<Origin> own;

    /** @param ownUrls base URLs of the mesh itself */
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
        if (own.contains(Origin.of(uri))) {
            return Optional.of("\"" + url + "\" is the mesh itself (expected: a URL of the agent's own)");
        }
        return Optional.empty();
    }
}
