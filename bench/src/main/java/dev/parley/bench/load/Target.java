package dev.parley.bench.load;

import java.net.URI;

/** Where messages go: a name for the report, and the JSON-RPC address of an agent or of the mesh. */
public record Target(String name, URI url) {
    public Target {
        if (!"http".equals(url.getScheme()) || url.getPort() < 0) {
            throw new IllegalArgumentException(url + " (expected: http://HOST:PORT/PATH)");
        }
    }
}
