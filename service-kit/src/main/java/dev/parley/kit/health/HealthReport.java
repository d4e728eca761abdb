package dev.parley.kit.health;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * How a service is at one moment. Unhealthy: something required is down. Degraded: something else is, or it is stopping.
 *
 * @param serving callers may come: it is not stopping, and what it cannot do without is there
 * @param ready new work is welcome: all that is required is there
 * @param counts what it has in hand, by name: {@code active_tasks}
 * @param dependencies by name
 */
public record HealthReport(
        Status status,
        boolean serving,
        boolean ready,
        Map<String, Integer> counts,
        Map<String, HealthMonitor.State> dependencies) {
    private static final JsonFactory JSON = new JsonFactory();

    /** In one word. */
    public enum Status {
        HEALTHY("healthy"),
        DEGRADED("degraded"),
        UNHEALTHY("unhealthy");

        private final String text;

        Status(String text) {
            this.text = text;
        }
    }

    public HealthReport {
        counts = Map.copyOf(counts);
    }

    /** Says what the states of the dependencies come to. */
    public static HealthReport of(
            Map<String, HealthMonitor.State> dependencies,
            boolean serving,
            boolean draining,
            Map<String, Integer> counts) {
        boolean works = dependencies.values().stream().allMatch(state -> state.up() || !state.required());
        boolean whole = !draining && dependencies.values().stream().allMatch(HealthMonitor.State::up);
        Status status = !works ? Status.UNHEALTHY : whole ? Status.HEALTHY : Status.DEGRADED;
        return new HealthReport(status, serving && !draining, works && !draining, counts, dependencies);
    }

    public boolean isHealthy() {
        return status != Status.UNHEALTHY;
    }

    /** {@code {"status", "ready", each count, "dependencies": {name: {"status", "required", "fact", "checked_at"}}}}. */
    public byte[] toJson() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("status", status.text);
            json.writeBooleanField("ready", ready);
            for (var count : counts.entrySet()) {
                json.writeNumberField(count.getKey(), count.getValue());
            }
            json.writeObjectFieldStart("dependencies");
            for (var dependency : dependencies.entrySet()) {
                json.writeObjectFieldStart(dependency.getKey());
                write(json, dependency.getValue());
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, HealthMonitor.State state) throws IOException {
        json.writeStringField("status", state.up() ? "up" : "down");
        json.writeBooleanField("required", state.required());
        json.writeStringField("fact", state.fact());
        json.writeStringField("checked_at", state.at().toString());
    }
}
