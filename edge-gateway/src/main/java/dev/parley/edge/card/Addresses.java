package dev.parley.edge.card;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.connection.RootedRequest;
import dev.parley.edge.http.PublicUrl;
import dev.parley.edge.listener.AgentListeners;
import dev.parley.proto.registry.v1.Agent;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;

/**
 * What the URLs on a card are. An agent that was asked for at its own root is there; else it is below the mesh's public URL. Its own
 * gRPC listener goes before the mesh's, for nobody has to name the agent there; but behind a public URL nobody knows where it
 * would be.
 */
@Singleton
final class Addresses {
    private final PublicUrl urls;
    private final AgentListeners listeners;
    private final boolean behindPublicUrl;

    Addresses(PublicUrl urls, AgentListeners listeners, EdgeConfig config) {
        this.urls = urls;
        this.listeners = listeners;
        this.behindPublicUrl = config.publicUrl() != null;
    }

    EndpointAddress ofMesh(HttpRequest<?> request) {
        return new EndpointAddress(urls.base(request), urls.grpc(request), Endpoints.MESH);
    }

    EndpointAddress ofAgent(HttpRequest<?> request, Agent agent) {
        boolean rooted = RootedRequest.is(request);
        String http = rooted ? urls.asCalled(request) : urls.base(request) + "/agents/" + agent.getId();
        int ownGrpc = listeners.listening(agent).getGrpcPort();
        return ownGrpc != 0 && (rooted || !behindPublicUrl)
                ? new EndpointAddress(http, urls.host(request) + ":" + ownGrpc, "")
                : new EndpointAddress(http, urls.grpc(request), agent.getId());
    }
}
