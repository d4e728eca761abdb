package dev.parley.cli.hosts;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.TreeSet;

/** Tries every TCP port of an address. */
final class PortScan {
    private static final int LAST = 65_535;
    private static final int WITHIN_MS = 5_000;

    private PortScan() {}

    /** The ports at which somebody answers a host of the bed. */
    static Set<Integer> open(TestBed bed, String from, String address) throws Exception {
        return bed.in(from, () -> {
            Set<Integer> open = new TreeSet<>();
            for (int port = 1; port <= LAST; port++) {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(address, port), WITHIN_MS);
                    open.add(port);
                } catch (IOException closed) {
                    // as almost all are
                }
            }
            return open;
        });
    }
}
