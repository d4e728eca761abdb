package dev.parley.edge.card;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.address.AgentHosts;
import dev.parley.edge.address.CallerAddress;
import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.connection.RootedRequest;
import dev.parley.edge.http.PublicUrl;
import dev.parley.edge.listener.AgentListeners;
import dev.parley.proto.registry.v1.Agent;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * What the URLs on a card are. An agent that was asked for at a root of its own is there; else it is below the mesh's public URL.
 * A gRPC address that is the agent's own goes before the mesh's, for nobody has to name the agent there; but behind a proxy or
 * a public URL nobody knows where it would be.
 */
@Singleton
final class Addresses {
    private final PublicUrl urls;
    // its gRPC listeners serve these cards, too
    private final Provider<AgentListeners> listeners;
    private final AgentHosts hosts;
    private final EdgeConfig config;

    Addresses(PublicUrl urls, Provider<AgentListeners> listeners, AgentHosts hosts, EdgeConfig config) {
        this.urls = urls;
        this.listeners = listeners;
        this.hosts = hosts;
        this.config = config;
    }

    EndpointAddress ofMesh(HttpRequest<?> request) {
        return new EndpointAddress(urls.base(request), urls.grpc(request), Endpoints.MESH);
    }

    /** What of a request says where things are; it may be asked after the request is gone. */
    CalledAt at(HttpRequest<?> request) {
        return new CalledAt(urls.caller(request), RootedRequest.is(request), urls.base(request), urls.grpc(request));
    }

    EndpointAddress ofAgent(CalledAt at, Agent agent) {
        String http = at.rooted() ? root(at.caller()) : at.base() + "/agents/" + agent.getId();
        return ownGrpc(at.caller(), at.rooted(), agent)
                .map(grpc -> new EndpointAddress(http, grpc, ""))
                .orElseGet(() -> new EndpointAddress(http, at.grpc(), agent.getId()));
    }

    /**
     * For a call over gRPC.
     *
     * @param authority what the caller called, with port
     * @param own whether that is the agent's own
     */
    EndpointAddress ofAgent(String authority, boolean own, Agent agent) {
        String host = CallerAddress.withoutPort(authority);
        int ownHttp = listeners.get().listening(agent).getHttpPort();
        String http;
        if (config.publicUrl() != null) {
            http = config.publicUrl() + "/agents/" + agent.getId();
        } else if (own && ownHttp != 0) {
            http = "http://" + host + ":" + ownHttp;
        } else {
            http = "http://" + host + ":" + config.port() + "/agents/" + agent.getId();
        }
        return own
                ? new EndpointAddress(http, authority, "")
                : new EndpointAddress(
                        http, config.publicGrpc() == null ? authority : config.publicGrpc(), agent.getId());
    }

    /** What the caller used, unless the operator says what the host's URL is. */
    private String root(CallerAddress caller) {
        return hosts.find(caller.authority())
                .map(AgentHosts.Named::url)
                .filter(url -> !url.isEmpty())
                .orElseGet(caller::url);
    }

    private Optional<String> ownGrpc(CallerAddress caller, boolean rooted, Agent agent) {
        if (caller.proxied() || (!rooted && config.publicUrl() != null)) {
            return Optional.empty();
        }
        int own = listeners.get().listening(agent).getGrpcPort();
        if (own != 0) {
            return Optional.of(caller.host() + ":" + own);
        }
        boolean named = hosts.find(caller.authority())
                .filter(name -> name.agentId().equals(agent.getId()))
                .isPresent();
        return named && config.servesGrpc() && config.publicGrpc() == null
                ? Optional.of(caller.host() + ":" + config.grpcPort())
                : Optional.empty();
    }
}
