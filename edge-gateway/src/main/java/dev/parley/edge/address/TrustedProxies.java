package dev.parley.edge.address;

import dev.parley.edge.EdgeConfig;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/** Whose word about the caller counts: addresses and networks of {@code parley.edge.trusted-proxies}, none by default. */
@Singleton
final class TrustedProxies {
    private record Network(byte[] address, int bits) {
        static Network parse(String text) {
            int slash = text.indexOf('/');
            try {
                byte[] address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                        .getAddress();
                int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
                if (bits >= 0 && bits <= address.length * 8) {
                    return new Network(address, bits);
                }
            } catch (IllegalArgumentException e) {
                // said below
            }
            throw new IllegalStateException("parley.edge.trusted-proxies=" + text
                    + " (expected: an address or a network, 10.0.0.0/8 for instance)");
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit += 8) {
                int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
                if ((address[bit / 8] & mask) != (other[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Network> networks;

    TrustedProxies(EdgeConfig config) {
        networks = config.proxies().stream().map(Network::parse).toList();
    }

    boolean trusts(SocketAddress peer) {
        if (networks.isEmpty() || !(peer instanceof InetSocketAddress at) || at.getAddress() == null) {
            return false;
        }
        byte[] address = at.getAddress().getAddress();
        return networks.stream().anyMatch(network -> network.contains(address));
    }
}
