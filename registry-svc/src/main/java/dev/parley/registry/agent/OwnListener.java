package dev.parley.registry.agent;

import dev.parley.proto.error.A2aException;
import java.util.stream.IntStream;

/**
 * The ports of the edge where one agent alone is served.
 *
 * @param httpPort 0: none
 * @param grpcPort 0: none
 */
public record OwnListener(int httpPort, int grpcPort) {
    public static final OwnListener NONE = new OwnListener(0, 0);

    /**
     * @throws A2aException INVALID_PARAMS for what is no port, or one port twice
     */
    public static OwnListener parse(int httpPort, int grpcPort) {
        requirePort("$.listener.httpPort", httpPort);
        requirePort("$.listener.grpcPort", grpcPort);
        if (httpPort != 0 && httpPort == grpcPort) {
            throw A2aException.invalidParams(
                    "$.listener.grpcPort", grpcPort + " (expected: another port than that of HTTP)");
        }
        return new OwnListener(httpPort, grpcPort);
    }

    private static void requirePort(String path, int port) {
        if (port < 0 || port > 65_535) {
            throw A2aException.invalidParams(path, port + " (expected: a port, 1 to 65535, or 0 for none)");
        }
    }

    /** The ports that there are. */
    public IntStream ports() {
        return IntStream.of(httpPort, grpcPort).filter(port -> port != 0);
    }
}
