package dev.parley.envoy.bootstrap;

import java.nio.file.Path;

/** Where the admin interface of an Envoy is. It has no password, so never where others than its user and root reach it. */
public sealed interface AdminAddress {
    /** A unix socket of mode 0600. */
    record Socket(Path path) implements AdminAddress {
        public Socket {
            Check.socket("admin", path);
        }

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /** A port of the loopback interface; every user of the machine reaches it. */
    record Loopback(Endpoint endpoint) implements AdminAddress {
        public Loopback {
            if (!endpoint.isLoopback()) {
                throw new BadSettings("admin", endpoint.host(), "a loopback address or unix:PATH");
            }
        }

        @Override
        public String toString() {
            return endpoint.host() + ":" + endpoint.port();
        }
    }

    /** @param text {@code unix:PATH} or {@code HOST:PORT} */
    static AdminAddress parse(String text) {
        if (text.startsWith("unix:")) {
            return new Socket(Path.of(text.substring("unix:".length())));
        }
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new BadSettings("admin", text, "unix:PATH or LOOPBACK:PORT");
        }
        return new Loopback(new Endpoint(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1))));
    }
}
