package dev.parley.edge.connection;

import dev.parley.edge.address.AgentHosts;
import dev.parley.edge.address.CallerAddresses;
import io.netty.handler.codec.http.HttpRequest;
import jakarta.inject.Singleton;
import java.net.SocketAddress;

/** The agent that a request's host names. */
@Singleton
final class NamedByHost {
    private final CallerAddresses callers;
    private final AgentHosts hosts;

    NamedByHost(CallerAddresses callers, AgentHosts hosts) {
        this.callers = callers;
        this.hosts = hosts;
    }

    /** Empty: none. */
    String agent(HttpRequest request, SocketAddress peer) {
        String authority = callers.of(request.headers()::getAll, peer, false).authority();
        return hosts.find(authority).map(AgentHosts.Named::agentId).orElse("");
    }
}
