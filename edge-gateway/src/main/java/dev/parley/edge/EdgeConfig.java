package dev.parley.edge;

import dev.parley.edge.card.V03GrpcAddress;
import dev.parley.proto.error.ErrorTable;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The front door's settings. Keys {@code parley.edge.*}; the README says what each is for.
 *
 * @param host address of the public listener; only loopback while there is no authentication
 * @param port port of the public listener
 * @param grpcPort port of A2A over gRPC, on {@code host}; -1: not served
 * @param socket unix socket of the public listener, for a sidecar in front that is called in its place; unset: TCP. With it the
 *     ports are those of the sidecar, and management is the process's
 * @param grpcSocket likewise for A2A over gRPC
 * @param managementHost address of the listener for probes and metrics
 * @param managementPort its port
 * @param publicUrl base of every URL on a served card, without a trailing slash; unset: what the caller used
 * @param publicGrpc {@code host:port} of A2A over gRPC on a served card; unset: what the caller used, but no gRPC on the card
 *     where {@code publicUrl} is set
 * @param maxAgentListeners ports that agents may have of their own, all together
 * @param allowedHosts names besides loopback that {@code Host} and {@code Origin} may carry, without port
 * @param agentHosts patterns of host names that name an agent, {@code *.agents.example.org}; with a scheme, its cards say that
 * @param trustedProxies addresses and networks of proxies whose forwarded headers count
 * @param maxBodyBytes a longer request body is refused before it is read whole
 * @param strictVersion true: a 1.0 method without {@code A2A-Version} is refused
 * @param errorTable which text of A2A 1.0 says what the HTTP and gRPC statuses of errors are: 1.0.1 or 1.0.0
 * @param dualCard true: a card that is asked for without a version has the members of 0.3 beside those of 1.0
 * @param v03GrpcAddress how a card of 0.3 says where gRPC is: host-port or url
 * @param heartbeat silence on a stream after which a comment is sent
 * @param streamStart how long a stream's first event or error is waited for before the headers go out
 * @param maxStreams open streams at once; more are refused as OVERLOADED
 * @param maxSends blocking sends that wait for their answer at once; more are refused as OVERLOADED
 * @param responseTimeout how long a blocking send may take
 * @param callTimeout how long any other internal call may take
 * @param requestTimeout how long a request may take to arrive, from its first byte to its last
 * @param keepAlive how long a connection may stay open between two requests
 * @param drainTimeout how long requests in flight may take to finish at shutdown
 * @param version the mesh's version, on its own card
 */
@ConfigurationProperties("parley.edge")
public record EdgeConfig(
        @Bindable(defaultValue = "127.0.0.1") String host,
        @Bindable(defaultValue = "8080") int port,
        @Min(-1) @Bindable(defaultValue = "50051") int grpcPort,
        @Nullable String socket,
        @Nullable String grpcSocket,
        @Bindable(defaultValue = "127.0.0.1") String managementHost,
        @Bindable(defaultValue = "8090") int managementPort,
        @Nullable String publicUrl,
        @Nullable String publicGrpc,
        @Min(0) @Bindable(defaultValue = "100") int maxAgentListeners,
        @Nullable List<String> allowedHosts,
        @Nullable List<String> agentHosts,
        @Nullable List<String> trustedProxies,
        @Min(1024) @Bindable(defaultValue = "4194304") int maxBodyBytes,
        @Bindable(defaultValue = "false") boolean strictVersion,
        @Bindable(defaultValue = "1.0.1") String errorTable,
        @Bindable(defaultValue = "false") boolean dualCard,
        @Bindable(defaultValue = "host-port") String v03GrpcAddress,
        @Bindable(defaultValue = "15s") Duration heartbeat,
        @Bindable(defaultValue = "500ms") Duration streamStart,
        @Min(1) @Bindable(defaultValue = "10000") int maxStreams,
        @Min(1) @Bindable(defaultValue = "10000") int maxSends,
        @Bindable(defaultValue = "300s") Duration responseTimeout,
        @Bindable(defaultValue = "10s") Duration callTimeout,
        @Bindable(defaultValue = "30s") Duration requestTimeout,
        @Bindable(defaultValue = "75s") Duration keepAlive,
        @Bindable(defaultValue = "10s") Duration drainTimeout,
        @Bindable(defaultValue = "unknown") String version) {
    public EdgeConfig {
        requireTable(errorTable);
        V03GrpcAddress.of(v03GrpcAddress);
        allowedHosts = allowedHosts == null ? List.of() : List.copyOf(allowedHosts);
        agentHosts = agentHosts == null ? List.of() : List.copyOf(agentHosts);
        trustedProxies = trustedProxies == null ? List.of() : List.copyOf(trustedProxies);
        while (publicUrl != null && publicUrl.endsWith("/")) {
            publicUrl = publicUrl.substring(0, publicUrl.length() - 1);
        }
    }

    /** Names besides loopback that {@code Host} and {@code Origin} may carry. */
    public List<String> hosts() {
        return allowedHosts == null ? List.of() : allowedHosts;
    }

    /** Patterns of host names that name an agent. */
    public List<String> namedHosts() {
        return agentHosts == null ? List.of() : agentHosts;
    }

    /** Addresses and networks of proxies whose forwarded headers count. */
    public List<String> proxies() {
        return trustedProxies == null ? List.of() : trustedProxies;
    }

    private static ErrorTable requireTable(String version) {
        return ErrorTable.of(version)
                .orElseThrow(() -> new IllegalArgumentException(
                        "parley.edge.error-table=" + version + " (expected: one of " + ErrorTable.versions() + ")"));
    }

    /** What the HTTP and gRPC statuses of errors are. */
    public ErrorTable errors() {
        return requireTable(errorTable);
    }

    /** How a card of 0.3 says where gRPC is. */
    public V03GrpcAddress v03Grpc() {
        return V03GrpcAddress.of(v03GrpcAddress);
    }

    /** Whether callers come through a sidecar of ours. */
    public boolean isBehindSidecar() {
        return socket != null || grpcSocket != null;
    }

    /** Whether A2A over gRPC is served. */
    public boolean servesGrpc() {
        return grpcPort >= 0;
    }
}
