package dev.parley.edge.calls;

import dev.parley.kit.identity.Principal;

/** Says who calls. */
public interface Authentication {
    /**
     * @throws dev.parley.proto.error.A2aException UNAUTHENTICATED
     */
    Principal authenticate(CallHeaders headers);

    /** False: everybody who can connect is trusted, so the edge listens on loopback only. */
    boolean isEnforced();
}
