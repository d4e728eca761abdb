package dev.parley.standalone;

import dev.parley.standalone.folder.StartRefused;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of 127.0.0.1, looked at before anything is started. */
public final class Ports {
    public static final String HOST = "127.0.0.1";

    // outgoing connections begin at 32768 on Linux
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int TRIES = 100;

    private Ports() {}

    /**
     * A port that nobody listens on now: where there is one, below those that the system gives to outgoing connections, for one of these could
     * have it before it is listened on.
     */
    public static int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try {
                return bindable(port, "a free port");
            } catch (StartRefused taken) {
                // another one
            }
        }
        return bindable(0, "a free port");
    }

    /**
     * The port itself, or a free one for 0.
     *
     * @param flag what the user would say to choose another
     * @throws StartRefused when somebody listens there
     */
    public static int require(int port, String flag) {
        return port == 0 ? free() : bindable(port, flag + " N chooses another port, 0 a free one");
    }

    /**
     * A port of an address of this machine.
     *
     * @param advice what the user may do about one that is taken, or about an address that is not this machine's
     * @throws StartRefused when it cannot be listened on
     */
    public static int requireFree(String host, int port, String advice) {
        return bindable(host, port, advice);
    }

    private static int bindable(int port, String advice) {
        return bindable(HOST, port, advice);
    }

    private static int bindable(String host, int port, String advice) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartRefused(
                    "Port " + port + " of " + host + " cannot be used: " + e.getMessage() + " (expected: a free port; "
                            + advice + ")",
                    e);
        }
    }
}
