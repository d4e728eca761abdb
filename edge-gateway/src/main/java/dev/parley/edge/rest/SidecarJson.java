package dev.parley.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.proto.registry.v1.ClusterSeen;
import dev.parley.proto.registry.v1.HostSeen;
import dev.parley.proto.registry.v1.LatencySeen;
import dev.parley.proto.registry.v1.SidecarView;
import java.io.IOException;
import java.util.List;

/** What the routers' Envoys have seen of an agent, as REST shows it. */
final class SidecarJson {
    private SidecarJson() {}

    /** Writes a member into an open object; nothing where no Envoy has said anything. */
    static void write(JsonGenerator json, List<SidecarView> views) throws IOException {
        if (views.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("sidecars");
        for (SidecarView view : views) {
            json.writeStartObject();
            json.writeStringField("router", view.getRouter());
            json.writeStringField("at", AgentJson.time(view.getAt()));
            json.writeArrayFieldStart("clusters");
            for (ClusterSeen cluster : view.getClustersList()) {
                write(json, cluster);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, ClusterSeen cluster) throws IOException {
        json.writeStartObject();
        json.writeStringField("cluster", cluster.getCluster());
        json.writeArrayFieldStart("hosts");
        for (HostSeen host : cluster.getHostsList()) {
            json.writeStartObject();
            json.writeStringField("address", host.getAddress());
            json.writeBooleanField("healthy", host.getHealthy());
            json.writeBooleanField("ejected", host.getEjected());
            json.writeArrayFieldStart("flags");
            for (String flag : host.getFlagsList()) {
                json.writeString(flag);
            }
            json.writeEndArray();
            json.writeNumberField("requests", host.getRequests());
            json.writeNumberField("errors", host.getErrors());
            json.writeNumberField("timeouts", host.getTimeouts());
            json.writeNumberField("active", host.getActive());
            json.writeNumberField("connect_failures", host.getConnectFailures());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (cluster.hasLatency()) {
            LatencySeen latency = cluster.getLatency();
            json.writeObjectFieldStart("latency");
            json.writeNumberField("p50_ms", latency.getP50Ms());
            json.writeNumberField("p95_ms", latency.getP95Ms());
            json.writeNumberField("p99_ms", latency.getP99Ms());
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
