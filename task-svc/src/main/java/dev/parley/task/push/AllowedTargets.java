package dev.parley.task.push;

import dev.parley.kit.net.AddressRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Targets that the operator allows though their addresses are not public: {@code hooks.internal}, {@code hooks.internal:8443},
 * {@code 127.0.0.1}, {@code 10.1.0.0/16}, {@code 10.1.2.3:8080}, {@code [::1]:8080}, {@code fd00::/8}.
 */
final class AllowedTargets {
    private static final int ANY_PORT = -1;

    private record Host(String name, int port) {}

    private record Range(AddressRange addresses, int port) {}

    private final List<Host> hosts = new ArrayList<>();
    private final List<Range> ranges = new ArrayList<>();

    /** @throws IllegalArgumentException for an entry that is none of these */
    AllowedTargets(List<String> entries) {
        entries.stream().map(String::strip).filter(entry -> !entry.isEmpty()).forEach(this::add);
    }

    private void add(String entry) {
        Optional<AddressRange> whole = AddressRange.parse(entry);
        if (whole.isPresent()) {
            ranges.add(new Range(whole.get(), ANY_PORT));
            return;
        }
        int colon = entry.lastIndexOf(':');
        boolean bracketed = entry.startsWith("[") && entry.endsWith("]");
        int port = colon < 0 || bracketed ? ANY_PORT : port(entry, entry.substring(colon + 1));
        String host = port == ANY_PORT ? entry : entry.substring(0, colon);
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        Optional<AddressRange> range = AddressRange.parse(bare);
        if (range.isPresent()) {
            ranges.add(new Range(range.get(), port));
        } else if (bare.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?") && !bare.matches("[0-9.]+")) {
            hosts.add(new Host(bare.toLowerCase(Locale.ROOT), port));
        } else {
            throw bad(entry);
        }
    }

    private static int port(String entry, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 65_536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw bad(entry);
    }

    private static IllegalArgumentException bad(String entry) {
        return new IllegalArgumentException("allowed push target \"" + entry
                + "\" (expected: a host name, an address or a CIDR range, each with :port or without)");
    }

    /** The host as it is named in the URL; whatever its addresses are. */
    boolean allowName(String host, int port) {
        return hosts.stream()
                .anyMatch(allowed -> allowed.name().equalsIgnoreCase(host)
                        && (allowed.port() == ANY_PORT || allowed.port() == port));
    }

    boolean allowAddress(InetAddress address, int port) {
        return ranges.stream()
                .anyMatch(allowed -> (allowed.port() == ANY_PORT || allowed.port() == port)
                        && allowed.addresses().contains(address));
    }
}
