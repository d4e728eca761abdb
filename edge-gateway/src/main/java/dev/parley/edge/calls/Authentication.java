package dev.parley.edge.calls;

import dev.parley.kit.identity.Principal;
import io.micronaut.http.HttpRequest;

/** Says who calls. */
public interface Authentication {
    /**
     * @throws dev.parley.proto.error.A2aException UNAUTHENTICATED
     */
    Principal authenticate(HttpRequest<?> request);

    /** False: everybody who can connect is trusted, so the edge listens on loopback only. */
    boolean isEnforced();
}
