package dev.parley.envoy.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.envoy.bootstrap.AdminAddress;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Asks and tells one running Envoy. Calls block, for the timeout at most; answers are read up to 64 MiB. Safe for use by
 * several threads. Every method throws {@link AdminFailure} when the Envoy does not answer as expected.
 */
public final class EnvoyAdmin implements AutoCloseable {
    private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;
    private static final JsonMapper JSON = new JsonMapper();

    private final AdminAddress address;
    private final AdminConnection connection;

    /** @param timeout of each request, connecting included */
    public EnvoyAdmin(AdminAddress address, Duration timeout) {
        this.address = address;
        this.connection = new AdminConnection(address, timeout, MAX_ANSWER_BYTES);
    }

    public ServerInfo serverInfo() {
        return AdminJson.serverInfo(json("/server_info"));
    }

    /** True when it has read its configuration and takes calls. */
    public boolean isReady() {
        return connection.request(HttpMethod.GET, "/ready").status() == 200;
    }

    /** Every cluster with its instances: who is healthy, ejected, busy. */
    public List<UpstreamCluster> clusters() {
        return AdminJson.clusters(json("/clusters?format=json"));
    }

    /** What Envoy loaded, leaves and CAs. */
    public List<UsedCertificate> certificates() {
        return AdminJson.certificates(json("/certs"));
    }

    /**
     * Counters and gauges, by name.
     *
     * @param filter regular expression (RE2) that a part of the name matches
     */
    public Map<String, Long> stats(String filter) {
        return AdminJson.numbers(
                json("/stats?format=json&filter=" + encoded(filter)).path("stats"));
    }

    /**
     * How long the requests to each cluster took since this Envoy started, by the name that the cluster has in statistics
     * ({@link #statName}); clusters without a request are left out.
     *
     * @param prefix of the names
     */
    public Map<String, Latency> latencies(String prefix) {
        // RE2 knows \\Q…\\E as Java does
        String filter = "^" + Pattern.quote("cluster." + statName(prefix)) + ".*[.]upstream_rq_time$";
        return AdminJson.latencies(json("/stats?format=json&usedonly&filter=" + encoded(filter)));
    }

    /** How a cluster is called in the names of statistics. */
    public static String statName(String cluster) {
        return cluster.replace(':', '_');
    }

    /** Everything that was counted at least once, in Prometheus's text format. */
    public String prometheus() {
        return text(HttpMethod.GET, "/stats/prometheus?usedonly");
    }

    /** The configuration that runs, JSON; keys are blotted out by Envoy. */
    public String configDump() {
        return text(HttpMethod.GET, "/config_dump?include_eds");
    }

    /** Listeners by name, and where each listens. */
    public Map<String, String> listeners() {
        return AdminJson.listeners(json("/listeners?format=json"));
    }

    /**
     * Sets the level of the log, of everything.
     *
     * @param level trace, debug, info, warning, error, critical or off
     */
    public void logLevel(String level) {
        text(HttpMethod.POST, "/logging?level=" + encoded(level));
    }

    /** Sets the level of one logger, {@code rbac} for instance. */
    public void logLevel(String logger, String level) {
        text(HttpMethod.POST, "/logging?paths=" + encoded(logger + ":" + level));
    }

    /** First step of leaving: health checks fail, so callers turn away; calls that come are still served. */
    public void failHealthChecks() {
        text(HttpMethod.POST, "/healthcheck/fail");
    }

    /** Takes {@link #failHealthChecks} back. */
    public void passHealthChecks() {
        text(HttpMethod.POST, "/healthcheck/ok");
    }

    /** Second step of leaving: callers are told to go, connections close when their calls are done. */
    public void drainInbound() {
        text(HttpMethod.POST, "/drain_listeners?graceful&inboundonly");
    }

    private JsonNode json(String path) {
        String text = text(HttpMethod.GET, path);
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AdminFailure(
                    "Envoy at " + address + ": GET " + path + ": " + e.getOriginalMessage() + " (expected: JSON)", e);
        }
    }

    private String text(HttpMethod method, String path) {
        AdminConnection.Answer answer = connection.request(method, path);
        if (answer.status() != 200) {
            throw new AdminFailure("Envoy at " + address + ": " + method + " " + path + ": " + answer.status() + " "
                    + answer.text().lines().findFirst().orElse("") + " (expected: 200)");
        }
        return answer.text();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        connection.close();
    }
}
