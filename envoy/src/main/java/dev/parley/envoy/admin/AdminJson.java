package dev.parley.envoy.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads Envoy's JSON. Members that Envoy leaves out are zero or empty, as in protobuf. */
final class AdminJson {
    private AdminJson() {}

    static ServerInfo serverInfo(JsonNode json) {
        return new ServerInfo(
                json.path("node").path("id").asText(),
                json.path("version").asText(),
                json.path("state").asText(),
                json.path("command_line_options").path("restart_epoch").asInt());
    }

    static List<UpstreamCluster> clusters(JsonNode json) {
        List<UpstreamCluster> clusters = new ArrayList<>();
        for (JsonNode cluster : json.path("cluster_statuses")) {
            List<UpstreamHost> hosts = new ArrayList<>();
            cluster.path("host_statuses").forEach(host -> hosts.add(host(host)));
            clusters.add(new UpstreamCluster(
                    cluster.path("name").asText(), cluster.path("added_via_api").asBoolean(), hosts));
        }
        return List.copyOf(clusters);
    }

    private static UpstreamHost host(JsonNode host) {
        JsonNode socket = host.path("address").path("socket_address");
        String address = socket.isMissingNode()
                ? host.path("address").path("pipe").path("path").asText()
                : socket.path("address").asText() + ":"
                        + socket.path("port_value").asInt();
        return new UpstreamHost(address, flags(host.path("health_status")), numbers(host.path("stats")));
    }

    private static Set<String> flags(JsonNode health) {
        Set<String> flags = new HashSet<>();
        health.properties().forEach(flag -> {
            if (flag.getValue().asBoolean()) {
                flags.add(flag.getKey());
            } else if (flag.getKey().equals("eds_health_status")
                    && !flag.getValue().asText().equals("HEALTHY")) {
                flags.add("eds_" + flag.getValue().asText());
            }
        });
        return flags;
    }

    static Map<String, Long> numbers(JsonNode stats) {
        Map<String, Long> numbers = new HashMap<>();
        for (JsonNode stat : stats) {
            if (stat.has("name")) { // histograms come without
                numbers.put(stat.path("name").asText(), stat.path("value").asLong());
            }
        }
        return Map.copyOf(numbers);
    }

    static Map<String, Latency> latencies(JsonNode json) {
        Map<String, Latency> latencies = new HashMap<>();
        for (JsonNode stat : json.path("stats")) {
            JsonNode histograms = stat.path("histograms");
            List<Double> quantiles = new ArrayList<>();
            histograms.path("supported_quantiles").forEach(quantile -> quantiles.add(quantile.asDouble()));
            for (JsonNode one : histograms.path("computed_quantiles")) {
                JsonNode values = one.path("values");
                latencies.put(
                        one.path("name").asText().replaceFirst("^cluster[.](.*)[.]upstream_rq_time$", "$1"),
                        new Latency(
                                value(values, quantiles.indexOf(50.0)),
                                value(values, quantiles.indexOf(95.0)),
                                value(values, quantiles.indexOf(99.0))));
            }
        }
        return Map.copyOf(latencies);
    }

    private static double value(JsonNode values, int quantile) {
        return values.path(quantile).path("cumulative").asDouble();
    }

    static List<UsedCertificate> certificates(JsonNode json) {
        List<UsedCertificate> certificates = new ArrayList<>();
        for (JsonNode pair : json.path("certificates")) {
            pair.path("ca_cert").forEach(one -> certificates.add(certificate(true, one)));
            pair.path("cert_chain").forEach(one -> certificates.add(certificate(false, one)));
        }
        return List.copyOf(certificates);
    }

    private static UsedCertificate certificate(boolean authority, JsonNode json) {
        List<String> uris = new ArrayList<>();
        json.path("subject_alt_names").forEach(name -> {
            if (name.has("uri")) {
                uris.add(name.path("uri").asText());
            }
        });
        return new UsedCertificate(
                authority,
                json.path("path").asText(),
                json.path("serial_number").asText(),
                uris,
                Instant.parse(json.path("expiration_time").asText("1970-01-01T00:00:00Z")),
                json.path("days_until_expiration").asLong());
    }

    static Map<String, String> listeners(JsonNode json) {
        Map<String, String> listeners = new HashMap<>();
        for (JsonNode listener : json.path("listener_statuses")) {
            JsonNode socket = listener.path("local_address").path("socket_address");
            listeners.put(
                    listener.path("name").asText(),
                    socket.isMissingNode()
                            ? listener.path("local_address")
                                    .path("pipe")
                                    .path("path")
                                    .asText()
                            : socket.path("address").asText() + ":"
                                    + socket.path("port_value").asInt());
        }
        return Map.copyOf(listeners);
    }
}
