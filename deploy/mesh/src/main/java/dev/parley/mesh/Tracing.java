package dev.parley.mesh;

import dev.parley.envoy.bootstrap.Collector;
import dev.parley.kit.tracing.OtlpEndpoint;
import java.util.Map;
import java.util.Optional;

/** Where the Envoys send spans: to the receiver that the services' settings name. */
final class Tracing {
    private static final String ENDPOINT = "parley.tracing.endpoint";
    private static final String SAMPLE = "parley.tracing.sample";

    private Tracing() {}

    static Optional<Collector> of(Map<String, String> settings) {
        return Optional.ofNullable(settings.get(ENDPOINT))
                .filter(url -> !url.isBlank())
                .map(OtlpEndpoint::parse)
                .map(to -> new Collector(to.host(), to.port(), Double.parseDouble(settings.getOrDefault(SAMPLE, "1"))));
    }
}
