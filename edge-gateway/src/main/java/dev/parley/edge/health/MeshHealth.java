package dev.parley.edge.health;

import dev.parley.kit.health.Draining;
import dev.parley.kit.health.HealthMonitor;
import dev.parley.kit.health.HealthReport;
import dev.parley.kit.health.HealthReporter;
import io.micronaut.context.BeanContext;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;

/** The health of everything the edge can see, from memory. */
@Singleton
final class MeshHealth implements HealthReporter {
    private final HealthMonitor own;
    private final TaskServiceDependency tasks;
    private final Draining draining;
    // asked each time: sources arrive after the edge has started
    private final BeanContext beans;

    MeshHealth(HealthMonitor own, TaskServiceDependency tasks, Draining draining, BeanContext beans) {
        this.own = own;
        this.tasks = tasks;
        this.draining = draining;
        this.beans = beans;
    }

    @Override
    public HealthReport report() {
        Map<String, HealthMonitor.State> dependencies = new TreeMap<>(own.states());
        for (HealthSource source : beans.getBeansOfType(HealthSource.class)) {
            source.states().forEach((name, state) -> dependencies.put(source.service() + "." + name, state));
        }
        return HealthReport.of(
                dependencies, own.isServing(), draining.isBegun(), Map.of("active_tasks", tasks.activeTasks()));
    }
}
