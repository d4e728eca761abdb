package dev.parley.router.outbound;

import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.cluster.AgentClusterNames;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.ProtocolBinding;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.router.agent.AgentKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where and how an agent is called: the interfaces of its card that the mesh can call, the preferred one first.
 *
 * @param targets at least one
 * @param streaming what the card says of streaming
 */
record AgentEndpoint(AgentKey key, List<CallTarget> targets, boolean streaming) {
    AgentEndpoint {
        targets = List.copyOf(targets);
    }

    /**
     * @param preferred bindings that go first, in this order; the rest, and several of one binding, stay in the card's order
     * @throws CallFailed NOT_STARTED when the card has no interface that can be called
     */
    static AgentEndpoint of(Agent agent, List<ProtocolBinding> preferred) throws CallFailed {
        AgentCard card = agent.getCard();
        Declared declared = Declared.of(card);
        AgentClusterNames clusters = AgentClusterNames.of(agent.getTenant(), agent.getId(), card);
        List<CallTarget> targets = new ArrayList<>();
        String wrongUrl = "";
        for (AgentInterface offered : card.getSupportedInterfacesList()) {
            Optional<ProtocolBinding> binding = ProtocolBinding.of(offered.getProtocolBinding());
            Optional<A2aVersion> version = binding.flatMap(known -> known.callable(offered.getProtocolVersion()));
            if (version.isEmpty()) {
                continue;
            }
            Optional<URI> address = binding.get().address(offered.getUrl());
            if (address.isPresent()) {
                boolean isV02 = offered.getProtocolVersion().strip().startsWith("0.2");
                targets.add(new CallTarget(
                        binding.get(),
                        address.get(),
                        clusters.of(address.get()).orElse(""),
                        version.get(),
                        isV02,
                        offered.getTenant(),
                        declared));
            } else {
                wrongUrl = offered.getUrl();
            }
        }
        if (targets.isEmpty()) {
            throw new CallFailed(new CallOutcome.NotStarted(nothingToCall(agent, wrongUrl)));
        }
        targets.sort(Comparator.comparingInt(target -> rank(target.binding(), preferred)));
        return new AgentEndpoint(
                new AgentKey(agent.getTenant(), agent.getId()),
                targets,
                card.getCapabilities().getStreaming());
    }

    private static int rank(ProtocolBinding binding, List<ProtocolBinding> preferred) {
        int place = preferred.indexOf(binding);
        return place < 0 ? preferred.size() : place;
    }

    private static String nothingToCall(Agent agent, String wrongUrl) {
        if (!wrongUrl.isEmpty()) {
            return "agent \"" + agent.getId() + "\" has the URL \"" + wrongUrl
                    + "\" (expected: http or https with a host, or host:port for gRPC)";
        }
        String offered = agent.getCard().getSupportedInterfacesList().stream()
                .map(face -> face.getProtocolBinding() + " " + face.getProtocolVersion())
                .collect(Collectors.joining(", "));
        return "agent \"" + agent.getId() + "\" offers " + (offered.isEmpty() ? "no interface" : offered)
                + " (expected: one of " + ProtocolBinding.callables() + ")";
    }
}
