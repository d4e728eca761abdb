package dev.parley.standalone.process;

import java.util.List;

/**
 * Where a server listens, and for whom.
 *
 * @param host an IPv4 address of this machine
 * @param callers addresses that may come from elsewhere; empty: nobody, the host is loopback
 */
public record Listening(String host, int port, List<String> callers) {
    private static final String LOOPBACK = "127.0.0.1";

    public Listening {
        callers = List.copyOf(callers);
    }

    /** For this machine only. */
    public static Listening onLoopback(int port) {
        return new Listening(LOOPBACK, port, List.of());
    }

    /** {@code 127.0.0.1:5432}. */
    public String address() {
        return host + ":" + port;
    }
}
