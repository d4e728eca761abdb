package dev.parley.router.rpc;

import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.registry.v1.AgentLeftOut;
import dev.parley.proto.registry.v1.AgentMatch;
import dev.parley.proto.registry.v1.FindAgentsReply;
import dev.parley.proto.registry.v1.FindAgentsRequest;
import dev.parley.proto.registry.v1.RegistryServiceGrpc;
import dev.parley.router.choice.AgentFinder;
import dev.parley.router.choice.AgentNeed;
import dev.parley.router.choice.Removal;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Finds agents by asking the registry. */
@Singleton
final class RegistryAgentFinder implements AgentFinder {
    private static final int DEADLINE_SECONDS = 5;

    private final RegistryServiceGrpc.RegistryServiceBlockingStub registry;

    RegistryAgentFinder(ManagedChannel registry) {
        this.registry = RegistryServiceGrpc.newBlockingStub(registry);
    }

    @Override
    public Found find(AgentNeed need, int limit) {
        FindAgentsRequest request = FindAgentsRequest.newBuilder()
                .setText(need.text())
                .addAllSkills(need.skills())
                .addAllTags(need.tags())
                .addAllInputModes(need.inputModes())
                .addAllOutputModes(need.outputModes())
                .setLimit(limit)
                .build();
        try {
            return found(registry.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .findAgents(request));
        } catch (StatusRuntimeException e) {
            throw RpcErrors.fromStatus(e);
        }
    }

    private static Found found(FindAgentsReply reply) {
        List<Match> matches = new ArrayList<>();
        for (AgentMatch match : reply.getMatchesList()) {
            matches.add(
                    RouterProto.match(match.getAgent(), match.getSimilarity(), match.getExact(), match.getSkillId()));
        }
        List<Removal> leftOut = new ArrayList<>();
        for (AgentLeftOut one : reply.getLeftOutList()) {
            leftOut.add(new Removal(one.getAgentId(), one.getReason(), one.getDetail()));
        }
        return new Found(matches, leftOut, reply.getFloor());
    }
}
