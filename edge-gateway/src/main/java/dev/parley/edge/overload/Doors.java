package dev.parley.edge.overload;

import dev.parley.edge.http.RequestMetrics;
import jakarta.inject.Singleton;

/** Makes the {@link Door} of each connection. */
@Singleton
public final class Doors {
    private final AcceptLimit limit;
    private final RequestMetrics metrics;

    Doors(AcceptLimit limit, RequestMetrics metrics) {
        this.limit = limit;
        this.metrics = metrics;
    }

    public Door open() {
        return new Door(limit, metrics);
    }
}
