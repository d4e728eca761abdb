package dev.parley.router.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TCP proxy that can stop forwarding and keep its connections open: to both sides the other one is there and says nothing. */
final class SilentProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean silent;

    /** @param target a port of this machine */
    SilentProxy(int target) throws IOException {
        this.target = target;
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** What comes from now on, from either side, goes nowhere. */
    void fallSilent() {
        silent = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket caller = server.accept();
                Socket onward = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.addAll(List.of(caller, onward));
                Thread.startVirtualThread(() -> forward(caller, onward));
                Thread.startVirtualThread(() -> forward(onward, caller));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void forward(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[4096];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (!silent) {
                    out.write(bytes, 0, count);
                    out.flush();
                }
            }
        } catch (IOException closed) {
            // by one of the two
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
