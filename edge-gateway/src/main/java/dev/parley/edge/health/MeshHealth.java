package dev.parley.edge.health;

import dev.parley.edge.Draining;
import dev.parley.edge.http.JsonText;
import dev.parley.kit.health.HealthMonitor;
import io.micronaut.context.BeanContext;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;

/**
 * The health of everything the edge can see, from memory. Unhealthy: something required is down. Degraded: something else is,
 * or the edge is stopping.
 */
@Singleton
final class MeshHealth {
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

    enum Status {
        HEALTHY("healthy"),
        DEGRADED("degraded"),
        UNHEALTHY("unhealthy");

        private final String text;

        Status(String text) {
            this.text = text;
        }
    }

    /** One moment's view. */
    record View(Status status, boolean ready, int activeTasks, Map<String, HealthMonitor.State> dependencies) {
        byte[] toJson() {
            return JsonText.write(json -> {
                json.writeStartObject();
                json.writeStringField("status", status.text);
                json.writeBooleanField("ready", ready);
                json.writeNumberField("active_tasks", activeTasks);
                json.writeObjectFieldStart("dependencies");
                for (var dependency : dependencies.entrySet()) {
                    HealthMonitor.State state = dependency.getValue();
                    json.writeObjectFieldStart(dependency.getKey());
                    json.writeStringField("status", state.up() ? "up" : "down");
                    json.writeBooleanField("required", state.required());
                    json.writeStringField("fact", state.fact());
                    json.writeStringField("checked_at", state.at().toString());
                    json.writeEndObject();
                }
                json.writeEndObject();
                json.writeEndObject();
            });
        }
    }

    View view() {
        Map<String, HealthMonitor.State> dependencies = new TreeMap<>(own.states());
        for (HealthSource source : beans.getBeansOfType(HealthSource.class)) {
            source.states().forEach((name, state) -> dependencies.put(source.service() + "." + name, state));
        }
        boolean works = dependencies.values().stream().allMatch(state -> state.up() || !state.required());
        boolean whole = dependencies.values().stream().allMatch(HealthMonitor.State::up) && !draining.isBegun();
        Status status = !works ? Status.UNHEALTHY : whole ? Status.HEALTHY : Status.DEGRADED;
        return new View(status, works && !draining.isBegun(), tasks.activeTasks(), dependencies);
    }
}
