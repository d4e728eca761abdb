package dev.parley.registry.rpc;

import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.AgentStatus;
import dev.parley.proto.registry.v1.ListAgentsReply;
import dev.parley.proto.registry.v1.ListAgentsRequest;
import dev.parley.registry.agent.AgentBook;
import dev.parley.registry.agent.RegisteredAgent;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Lists a tenant's agents page by page; the token is the last id of the page before, so pages stay put under changes. */
final class AgentPages {
    private static final int MAX_PAGE = 1000;
    private static final int DEFAULT_PAGE = 100;

    private final AgentBook book;

    AgentPages(AgentBook book) {
        this.book = book;
    }

    /** @throws A2aException INVALID_PARAMS for a bad size or token */
    ListAgentsReply page(String tenant, ListAgentsRequest request) {
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
        if (size < 1 || size > MAX_PAGE) {
            throw A2aException.invalidParams("$.pageSize", size + " (expected: 1 to " + MAX_PAGE + ")");
        }
        List<RegisteredAgent> found = matching(book.after(tenant, idOf(request.getPageToken())).stream(), request)
                .limit(size + 1L)
                .toList();
        ListAgentsReply.Builder reply = ListAgentsReply.newBuilder();
        found.stream().limit(size).map(AgentProto::toProto).forEach(reply::addAgents);
        if (found.size() > size) {
            reply.setNextPageToken(tokenOf(found.get(size - 1).key().id()));
        }
        long total = matching(book.ofTenant(tenant).stream(), request).count();
        return reply.setTotalSize(Math.toIntExact(total)).build();
    }

    private static Stream<RegisteredAgent> matching(Stream<RegisteredAgent> agents, ListAgentsRequest request) {
        return request.getStatus() == AgentStatus.AGENT_STATUS_UNSPECIFIED
                ? agents
                : agents.filter(agent -> AgentProto.toProto(agent.status()) == request.getStatus());
    }

    private static String tokenOf(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    private static String idOf(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw A2aException.invalidParams("$.pageToken", "\"" + token + "\" (expected: a token of the page before)");
        }
    }
}
