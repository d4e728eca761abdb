package dev.parley.proto.extension;

import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.router.v1.Need;
import java.util.Optional;

public final class RouteExtension {
    private RouteExtension() {}

    public static Optional<Need> read(SendMessageRequest request) {
        throw new UnsupportedOperationException();
    }
}
