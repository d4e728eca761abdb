package dev.parley.edge.address;

import dev.parley.edge.EdgeConfig;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Host names that name an agent: {@code ID.localhost} always, which leads to this machine only, and {@code ID.DOMAIN} for every
 * {@code *.DOMAIN} of {@code parley.edge.agent-hosts}.
 */
@Singleton
public final class AgentHosts {
    private static final Pattern PATTERN =
            Pattern.compile("((https?)://)?\\*\\.([A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*)(:[0-9]{1,5})?");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /**
     * @param suffix with the dot before it
     * @param scheme empty: what the caller used, and its port
     * @param port with the colon before it, or empty
     */
    private record Domain(String suffix, String scheme, String port) {}

    /**
     * @param url where the agent is, without a slash at its end; empty: what the caller used
     */
    public record Named(String agentId, String url) {}

    private final List<Domain> domains = new ArrayList<>();

    AgentHosts(EdgeConfig config) {
        domains.add(new Domain(".localhost", "", ""));
        config.namedHosts().stream().map(AgentHosts::parse).forEach(domains::add);
    }

    private static Domain parse(String text) {
        Matcher matcher = PATTERN.matcher(text);
        if (!matcher.matches() || (matcher.group(2) == null && matcher.group(4) != null)) {
            throw new IllegalStateException("parley.edge.agent-hosts=" + text
                    + " (expected: *.DOMAIN, or https://*.DOMAIN with a port where it has one)");
        }
        return new Domain(
                "." + matcher.group(3).toLowerCase(Locale.ROOT),
                matcher.group(2) == null ? "" : matcher.group(2),
                matcher.group(4) == null ? "" : matcher.group(4));
    }

    /** The agent that a host names, with or without a port; empty for any other host. */
    public Optional<Named> find(String authority) {
        String host = CallerAddress.withoutPort(authority).toLowerCase(Locale.ROOT);
        for (Domain domain : domains) {
            if (host.endsWith(domain.suffix())) {
                String label = host.substring(0, host.length() - domain.suffix().length());
                if (LABEL.matcher(label).matches()) {
                    String url = domain.scheme().isEmpty() ? "" : domain.scheme() + "://" + host + domain.port();
                    return Optional.of(new Named(label, url));
                }
            }
        }
        return Optional.empty();
    }
}
