package dev.parley.edge.calls;

import dev.parley.kit.identity.Principal;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;

/** No authentication: every caller is the local one. */
@Singleton
final class LocalCallers implements Authentication {
    @Override
    public Principal authenticate(HttpRequest<?> request) {
        return Principal.LOCAL;
    }

    @Override
    public boolean isEnforced() {
        return false;
    }
}
