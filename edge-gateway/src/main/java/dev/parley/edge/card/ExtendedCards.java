package dev.parley.edge.card;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.calls.RouterCalls;
import dev.parley.edge.operations.A2aCall;
import dev.parley.kit.agents.AgentDirectory;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.ExtendedCardReply;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.function.Function;

/**
 * The cards that agents show only to who is authenticated (A2A 1.0.1 §3.1.11), with the mesh's URLs. Never kept: the agent is asked
 * each time. The mesh's own card has nothing to add.
 */
@Singleton
public final class ExtendedCards {
    // what agents without one answer, in whichever version
    private static final Set<Integer> NONE = Set.of(-32_007, -32_004, -32_601);

    private final CardRewriter cards;
    private final Endpoints endpoints;
    private final AgentDirectory agents;
    private final RouterCalls router;
    private final Addresses addresses;
    private final V03GrpcAddress grpc;

    ExtendedCards(
            CardRewriter cards,
            Endpoints endpoints,
            AgentDirectory agents,
            RouterCalls router,
            Addresses addresses,
            EdgeConfig config) {
        this.cards = cards;
        this.endpoints = endpoints;
        this.agents = agents;
        this.router = router;
        this.addresses = addresses;
        this.grpc = config.v03Grpc();
    }

    /** Where an HTTP request called, for {@link #get(A2aCall, GetExtendedAgentCardRequest, CalledAt, A2aVersion)}. */
    public CalledAt at(HttpRequest<?> http) {
        return addresses.at(http);
    }

    /**
     * Called as the request's principal, never from an event loop.
     *
     * @param version the version in which it is asked for: its interfaces are those that speak it
     * @throws A2aException AGENT_NOT_FOUND; UNSUPPORTED_OPERATION where the card declares none; EXTENDED_AGENT_CARD_NOT_CONFIGURED
     *     where the agent has none all the same; AGENT_UNREACHABLE, DEADLINE_EXCEEDED, INVALID_AGENT_RESPONSE
     */
    public AgentCard get(A2aCall call, GetExtendedAgentCardRequest request, CalledAt at, A2aVersion version) {
        AgentCard card = get(call, request, agent -> addresses.ofAgent(at, agent));
        return switch (version) {
            case V1_0 -> card;
            case V0_3 -> CardForm.forV03(card, grpc);
        };
    }

    /**
     * Like the other, for a call over gRPC.
     *
     * @param authority what the caller called, with port
     */
    public AgentCard get(A2aCall call, GetExtendedAgentCardRequest request, String authority) {
        boolean own = !call.agentId().isEmpty();
        return get(call, request, agent -> addresses.ofAgent(authority, own, agent));
    }

    /** Like {@link #get(A2aCall, GetExtendedAgentCardRequest, String)}, with the interfaces only that speak 0.3. */
    public AgentCard getV03(A2aCall call, GetExtendedAgentCardRequest request, String authority) {
        return CardForm.forV03(get(call, request, authority), grpc);
    }

    private AgentCard get(A2aCall call, GetExtendedAgentCardRequest request, Function<Agent, EndpointAddress> at) {
        String agentId = endpoints.resolve(call.agentId(), request.getTenant(), call.root());
        if (agentId.equals(Endpoints.MESH)) {
            throw undeclared("The mesh's own card");
        }
        Agent agent = agents.require(agentId);
        if (!agent.getCard().getCapabilities().getExtendedAgentCard()) {
            throw undeclared("The card of agent \"" + agentId + "\"");
        }
        ExtendedCardReply reply = router.extendedCard(agentId);
        if (reply.hasFailure()) {
            throw failed(agentId, reply.getFailure());
        }
        return cards.ofAgent(agent.toBuilder().setCard(reply.getCard()).build(), at.apply(agent));
    }

    private static A2aException undeclared(String whose) {
        return new A2aException(
                A2aErrorCode.UNSUPPORTED_OPERATION,
                whose
                        + " declares no extended card (expected: a call of it only where capabilities.extendedAgentCard is true)");
    }

    private static A2aException failed(String agentId, CallEnd end) {
        A2aErrorCode code = switch (end.getOutcome()) {
            case NOT_STARTED -> A2aErrorCode.AGENT_UNREACHABLE;
            case SILENT -> A2aErrorCode.DEADLINE_EXCEEDED;
            case REFUSED ->
                NONE.contains(end.getAgentErrorCode())
                        ? A2aErrorCode.EXTENDED_AGENT_CARD_NOT_CONFIGURED
                        : A2aErrorCode.INVALID_AGENT_RESPONSE;
            case BROKEN, FINISHED, NOT_ASKED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> A2aErrorCode.INVALID_AGENT_RESPONSE;
        };
        return new A2aException(
                code,
                "Agent \"" + agentId + "\" gave no extended card, though its card declares one: " + end.getReason());
    }
}
