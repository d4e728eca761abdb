package dev.parley.edge.health;

import dev.parley.kit.health.HealthMonitor;
import java.util.Map;

/**
 * The health of another service of this process. Where several services share a JVM, whoever starts them gives their
 * monitors to the edge once its context runs:
 *
 * <pre>{@code
 * edge.context().registerSingleton(
 *         HealthSource.class,
 *         HealthSource.of("task", task.context().getBean(HealthMonitor.class)),
 *         Qualifiers.byName("task"));
 * }</pre>
 *
 * <p>The edge shows each dependency as {@code service.dependency}: {@code task.postgres}.
 */
public interface HealthSource {
    /** The service: {@code task}, {@code router}, {@code registry} or {@code embed}. */
    String service();

    /** Its dependencies by name, from memory. */
    Map<String, HealthMonitor.State> states();

    static HealthSource of(String service, HealthMonitor monitor) {
        return new HealthSource() {
            @Override
            public String service() {
                return service;
            }

            @Override
            public Map<String, HealthMonitor.State> states() {
                return monitor.states();
            }
        };
    }
}
