package dev.parley.edge.address;

import dev.parley.edge.EdgeConfig;
import dev.parley.kit.net.AddressRange;
import io.netty.channel.unix.DomainSocketAddress;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * Whose word about the caller counts: addresses and networks of {@code parley.edge.trusted-proxies}, none by default, and the
 * sidecar behind whose unix socket this edge is.
 */
@Singleton
final class TrustedProxies {
    private final List<AddressRange> networks;
    private final boolean behindSidecar;

    TrustedProxies(EdgeConfig config) {
        behindSidecar = config.isBehindSidecar();
        networks = config.proxies().stream().map(TrustedProxies::parse).toList();
    }

    private static AddressRange parse(String text) {
        return AddressRange.parse(text)
                .orElseThrow(() -> new IllegalStateException("parley.edge.trusted-proxies=" + text
                        + " (expected: an address or a network, 10.0.0.0/8 for instance)"));
    }

    /** Whether the peer is our own sidecar, which nobody else can pose as: the socket's mode is 0600. */
    boolean isSidecar(SocketAddress peer) {
        return behindSidecar
                && (peer instanceof DomainSocketAddress
                        || peer instanceof io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress);
    }

    boolean trusts(SocketAddress peer) {
        if (isSidecar(peer)) {
            return true;
        }
        if (networks.isEmpty() || !(peer instanceof InetSocketAddress at) || at.getAddress() == null) {
            return false;
        }
        return networks.stream().anyMatch(network -> network.contains(at.getAddress()));
    }
}
