package dev.parley.registry.clusters;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.proto.cluster.AgentOrigin;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * An agent's place as a cluster of Envoy: an {@code envoy.config.cluster.v3.Cluster}. Whatever a card says, it is valid JSON of
 * bounded size, under the name that was given. It holds no secrets. Safe for concurrent use.
 */
final class ClusterJson {
    private static final String TYPES = "type.googleapis.com/envoy.";
    private static final String HTTP = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
    private static final int BUFFER_BYTES = 1 << 20;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ClustersConfig config;
    private final Path caFile;

    ClusterJson(ClustersConfig config) {
        this.config = config;
        this.caFile = config.caFile() == null ? CaBundle.find() : config.caFile();
    }

    /** On one line. */
    String of(String name, AgentOrigin origin) {
        Optional<String> ip = ip(origin.host());
        ObjectNode cluster = NODES.objectNode()
                .put("@type", TYPES + "config.cluster.v3.Cluster")
                .put("name", name)
                .put("type", ip.isPresent() ? "STATIC" : "STRICT_DNS")
                .put("connect_timeout", seconds(config.connectTimeout()))
                .put("per_connection_buffer_limit_bytes", BUFFER_BYTES);
        if (ip.isEmpty()) {
            // a name that takes long to resolve, or is none, must not hold up Envoy's start
            cluster.put("respect_dns_ttl", true)
                    .put("dns_lookup_family", "V4_PREFERRED")
                    .put("wait_for_warm_on_init", false);
        }
        cluster.set("typed_extension_protocol_options", NODES.objectNode().set(HTTP, protocols()));
        cluster.set("circuit_breakers", limits());
        cluster.set(
                "common_lb_config",
                NODES.objectNode()
                        .set("healthy_panic_threshold", NODES.objectNode().put("value", 0)));
        cluster.set("outlier_detection", outliers());
        if (origin.secure()) {
            cluster.set("transport_socket", tls(origin.host(), ip));
        }
        cluster.set("load_assignment", endpoint(name, ip.orElse(origin.host()), origin.port()));
        return cluster.toString();
    }

    /** The address in the one way that Envoy reads; empty for a name. Asks nobody. */
    private static Optional<String> ip(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host).getHostAddress());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What comes as HTTP/1.1 goes out as HTTP/1.1, and HTTP/2 (which is gRPC) as HTTP/2; over TLS ALPN offers just that. */
    private ObjectNode protocols() {
        ObjectNode options =
                NODES.objectNode().put("@type", TYPES + "extensions.upstreams.http.v3.HttpProtocolOptions");
        options.putObject("common_http_protocol_options").put("idle_timeout", seconds(config.maxIdle()));
        ObjectNode sameAsCaller = options.putObject("use_downstream_protocol_config");
        sameAsCaller.putObject("http_protocol_options");
        sameAsCaller.putObject("http2_protocol_options");
        return options;
    }

    private ObjectNode limits() {
        ObjectNode breakers = NODES.objectNode();
        breakers.putArray("thresholds")
                .addObject()
                .put("max_connections", config.maxConnections())
                .put("max_pending_requests", config.maxRequests())
                .put("max_requests", config.maxRequests())
                .put("max_retries", config.maxRequests());
        return breakers;
    }

    /**
     * Only what fails on the way counts, never what an agent answers. At most half of the addresses of a name are left out, so one
     * that is alone never is: when the agent is back it is found at once, and until then a connection fails as fast.
     */
    private static ObjectNode outliers() {
        return NODES.objectNode()
                .put("split_external_local_origin_errors", true)
                .put("consecutive_local_origin_failure", 5)
                .put("enforcing_consecutive_local_origin_failure", 100)
                .put("enforcing_local_origin_success_rate", 0)
                .put("enforcing_consecutive_5xx", 0)
                .put("enforcing_consecutive_gateway_failure", 0)
                .put("enforcing_success_rate", 0)
                .put("interval", "1s")
                .put("base_ejection_time", "10s")
                .put("max_ejection_time", "60s")
                .put("max_ejection_percent", 50);
    }

    private ObjectNode tls(String host, Optional<String> ip) {
        ObjectNode context =
                NODES.objectNode().put("@type", TYPES + "extensions.transport_sockets.tls.v3.UpstreamTlsContext");
        if (ip.isEmpty()) {
            context.put("sni", host);
        }
        ObjectNode common = context.putObject("common_tls_context");
        common.putObject("tls_params").put("tls_minimum_protocol_version", "TLSv1_2");
        ObjectNode validation = common.putObject("validation_context");
        validation.putObject("trusted_ca").put("filename", caFile.toString());
        validation
                .putArray("match_typed_subject_alt_names")
                .addObject()
                .put("san_type", ip.isEmpty() ? "DNS" : "IP_ADDRESS")
                .putObject("matcher")
                .put("exact", ip.orElse(host));
        return NODES.objectNode().put("name", "tls").set("typed_config", context);
    }

    private static ObjectNode endpoint(String name, String host, int port) {
        ObjectNode assignment = NODES.objectNode().put("cluster_name", name);
        assignment
                .putArray("endpoints")
                .addObject()
                .putArray("lb_endpoints")
                .addObject()
                .putObject("endpoint")
                .putObject("address")
                .putObject("socket_address")
                .put("address", host)
                .put("port_value", port);
        return assignment;
    }

    private static String seconds(Duration time) {
        return "%d.%03ds".formatted(time.toSeconds(), time.toMillisPart());
    }
}
