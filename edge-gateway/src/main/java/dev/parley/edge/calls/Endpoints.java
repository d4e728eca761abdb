package dev.parley.edge.calls;

import dev.parley.kit.agents.AgentDirectory;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.router.v1.CallContext;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Which endpoint a request is for: an agent, or the mesh itself, whose id is the empty string. A2A's {@code tenant} is only a
 * routing label here (an agent's id) and goes no further than this.
 */
@Singleton
public final class Endpoints {
    /** The id of the mesh's own endpoint. */
    public static final String MESH = "";

    private final AgentDirectory agents;

    Endpoints(AgentDirectory agents) {
        this.agents = agents;
    }

    /**
     * @param pathAgent the agent in the path, or {@link #MESH}
     * @param routingTenant the request's {@code tenant}
     * @param root where the request stands in what the caller sent
     * @throws A2aException AGENT_NOT_FOUND for an unknown label, INVALID_PARAMS for one that contradicts the path
     */
    public String resolve(String pathAgent, String routingTenant, String root) {
        if (routingTenant.isEmpty() || routingTenant.equals(pathAgent)) {
            return pathAgent;
        }
        if (!pathAgent.isEmpty()) {
            throw A2aException.invalidParams(
                    root + ".tenant",
                    "\"" + routingTenant + "\" (expected: none, or \"" + pathAgent + "\" as in the path)");
        }
        requireAgent(routingTenant);
        return routingTenant;
    }

    /**
     * @throws A2aException AGENT_NOT_FOUND
     */
    public void requireAgent(String agentId) {
        if (!agentId.isEmpty()) {
            agents.require(agentId);
        }
    }

    /**
     * For what is sent to an agent, which may demand extensions of who sends it (A2A 1.0.1 §3.3.4); the mesh itself demands none.
     *
     * @param message what is sent; it and the call's context say which extensions the agent will hear of
     * @throws A2aException AGENT_NOT_FOUND; EXTENSION_SUPPORT_REQUIRED with the extensions that are missing
     */
    public void requireReceiver(String agentId, Message message, CallContext context) {
        if (agentId.isEmpty()) {
            return;
        }
        List<String> missing =
                new ArrayList<>(Extensions.required(agents.require(agentId).getCard()));
        if (!missing.isEmpty()) {
            missing.removeAll(Extensions.activated(message, context));
        }
        if (!missing.isEmpty()) {
            throw new A2aException(
                    A2aErrorCode.EXTENSION_SUPPORT_REQUIRED,
                    "Agent \"" + agentId + "\" requires extensions that the request does not activate (expected in "
                            + ExtensionHeaders.NAME + ": " + String.join(", ", missing) + ")");
        }
    }

    /**
     * Reads something of an endpoint. The tasks of an agent outlive its registration, so only when nothing is found is it
     * asked whether there is such an agent at all.
     *
     * @throws A2aException AGENT_NOT_FOUND instead of TASK_NOT_FOUND at an endpoint that does not exist
     */
    public <T> T reading(String agentId, Supplier<T> read) {
        try {
            return read.get();
        } catch (A2aException e) {
            if (e.code() == A2aErrorCode.TASK_NOT_FOUND) {
                requireAgent(agentId);
            }
            throw e;
        }
    }
}
