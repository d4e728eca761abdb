package dev.parley.mesh;

import dev.parley.envoy.admin.AdminFailure;
import dev.parley.envoy.admin.EnvoyAdmin;
import dev.parley.envoy.bootstrap.AdminAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;

/** What the mesh asks of the Envoy beside an instance. */
final class Envoys {
    private static final Duration WITHIN = Duration.ofSeconds(5);

    private final Layout layout;

    Envoys(Layout layout) {
        this.layout = layout;
    }

    /** Callers that look get "not healthy", and every answer says so too: within a second they call other instances. */
    void turnAway(Instance instance) throws IOException {
        ask(instance, admin -> {
            admin.failHealthChecks();
            return "";
        });
    }

    /** Undoes {@link #turnAway}. */
    void turnBack(Instance instance) throws IOException {
        ask(instance, admin -> {
            admin.passHealthChecks();
            return "";
        });
    }

    AdminAddress admin(Instance instance) {
        return layout.admin(instance);
    }

    /** Which Envoy it is. */
    String version(Instance instance) throws IOException {
        return ask(instance, admin -> admin.serverInfo().version());
    }

    private String ask(Instance instance, Function<EnvoyAdmin, String> question) throws IOException {
        try (EnvoyAdmin admin = new EnvoyAdmin(layout.admin(instance), WITHIN)) {
            return question.apply(admin);
        } catch (AdminFailure e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
