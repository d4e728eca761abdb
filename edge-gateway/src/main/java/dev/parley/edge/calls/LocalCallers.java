package dev.parley.edge.calls;

import dev.parley.kit.identity.Principal;
import jakarta.inject.Singleton;

/** No authentication: every caller is the local one. */
@Singleton
final class LocalCallers implements Authentication {
    @Override
    public Principal authenticate(CallHeaders headers) {
        return Principal.LOCAL;
    }

    @Override
    public boolean isEnforced() {
        return false;
    }
}
