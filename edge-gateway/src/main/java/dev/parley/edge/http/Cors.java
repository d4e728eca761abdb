package dev.parley.edge.http;

import dev.parley.edge.calls.ExtensionHeaders;
import dev.parley.edge.connection.Connection;
import dev.parley.edge.operations.ProtocolVersion;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.server.HttpServerConfiguration.CorsConfiguration;
import io.micronaut.http.server.cors.CorsOriginConfiguration;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Tells the server's own CORS filter what is configured; off where no origin is. {@link RequestGuard} refuses all others. */
@Singleton
final class Cors implements BeanCreatedEventListener<CorsConfiguration> {
    /** What a page needs to see beside what browsers always show. */
    private static final List<String> EXPOSED = List.of(
            ProtocolVersion.NAME,
            ExtensionHeaders.NAME,
            ExtensionHeaders.NAME_BEFORE_1_0,
            HttpHeaders.ETAG,
            HttpHeaders.LOCATION,
            HttpHeaders.RETRY_AFTER,
            HttpHeaders.WWW_AUTHENTICATE,
            Connection.TASK_ID_HEADER);

    private final CorsConfig config;

    Cors(CorsConfig config) {
        this.config = config;
    }

    @Override
    public CorsConfiguration onCreated(BeanCreatedEvent<CorsConfiguration> event) {
        CorsConfiguration cors = event.getBean();
        if (!config.origins().isEmpty()) {
            CorsOriginConfiguration callers = new CorsOriginConfiguration();
            callers.setAllowedOrigins(config.allowsAll() ? CorsOriginConfiguration.ANY : config.origins());
            callers.setAllowCredentials(config.allowCredentials());
            callers.setExposedHeaders(EXPOSED);
            callers.setMaxAge(config.maxAge().toSeconds());
            cors.setConfigurations(Map.of("callers", callers));
            cors.setSingleHeader(true);
            cors.setEnabled(true);
        }
        return cors;
    }
}
