package dev.parley.mesh;

import dev.parley.envoy.admin.AdminFailure;
import dev.parley.envoy.admin.EnvoyAdmin;
import dev.parley.envoy.admin.UpstreamHost;
import dev.parley.envoy.bootstrap.AdminAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;

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
            return instance;
        });
    }

    /** Undoes {@link #turnAway}. */
    void turnBack(Instance instance) throws IOException {
        ask(instance, admin -> {
            admin.passHealthChecks();
            return instance;
        });
    }

    /** Whether the Envoy beside one would give calls to the other now; false where it does not answer, or has nothing to do with it. */
    boolean calls(Instance caller, Instance called) {
        return upstream(caller, called).anyMatch(UpstreamHost::isHealthy);
    }

    /** Whether the Envoy beside one knows the other and gives it no calls. */
    boolean spares(Instance caller, Instance called) {
        return upstream(caller, called).anyMatch(host -> !host.isHealthy());
    }

    private Stream<UpstreamHost> upstream(Instance caller, Instance called) {
        String address = called.inbound().host() + ":" + called.inbound().port();
        try {
            return ask(caller, EnvoyAdmin::clusters).stream()
                    .flatMap(cluster -> cluster.hosts().stream())
                    .filter(host -> host.address().equals(address));
        } catch (IOException e) {
            // an Envoy that is away, or starts just now, calls nobody
            return Stream.empty();
        }
    }

    AdminAddress admin(Instance instance) {
        return layout.admin(instance);
    }

    /** Which Envoy it is. */
    String version(Instance instance) throws IOException {
        return ask(instance, admin -> admin.serverInfo().version());
    }

    private <T> T ask(Instance instance, Function<EnvoyAdmin, T> question) throws IOException {
        try (EnvoyAdmin admin = new EnvoyAdmin(layout.admin(instance), WITHIN)) {
            return question.apply(admin);
        } catch (AdminFailure e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
