package dev.parley.standalone;

import dev.parley.standalone.folder.StartRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of 127.0.0.1, looked at before anything is started. */
public final class Ports {
    public static final String HOST = "127.0.0.1";

    private Ports() {}

    /** A port that nobody listens on now. */
    public static int free() {
        return bindable(0, "a free port");
    }

    /**
     * The port itself, or a free one for 0.
     *
     * @param flag what the user would say to choose another
     * @throws StartRefused when somebody listens there
     */
    public static int require(int port, String flag) {
        return bindable(port, flag + " N chooses another port, 0 a free one");
    }

    /**
     * The port itself.
     *
     * @param advice what the user may do about one that is taken
     * @throws StartRefused when somebody listens there
     */
    public static int requireFree(int port, String advice) {
        return bindable(port, advice);
    }

    private static int bindable(int port, String advice) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartRefused(
                    "Port " + port + " of " + HOST + " cannot be used: " + e.getMessage() + " (expected: a free port; "
                            + advice + ")",
                    e);
        }
    }
}
