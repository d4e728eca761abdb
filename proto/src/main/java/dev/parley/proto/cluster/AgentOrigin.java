package dev.parley.proto.cluster;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a program is reached.
 *
 * @param secure whether by TLS
 * @param host a name or an IP address, in lower case, IPv6 without brackets
 * @param port 1 to 65535
 */
public record AgentOrigin(boolean secure, String host, int port) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_NAME = 253;

    /**
     * @param address an http or https URL with a host
     * @return empty where no connection could go: an impossible port, a name longer than DNS has them, an address in a zone
     */
    public static Optional<AgentOrigin> of(URI address) {
        boolean secure = "https".equalsIgnoreCase(address.getScheme());
        int port = address.getPort() >= 0 ? address.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
        String host = address.getHost().replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
        boolean possible = port > 0 && port <= MAX_PORT && host.length() <= MAX_NAME && host.indexOf('%') < 0;
        return possible ? Optional.of(new AgentOrigin(secure, host, port)) : Optional.empty();
    }

    /** {@code host:port}, IPv6 in brackets. */
    public String authority() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
