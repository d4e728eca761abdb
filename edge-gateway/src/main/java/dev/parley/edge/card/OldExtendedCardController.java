package dev.parley.edge.card;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.http.Fault;
import dev.parley.edge.http.Replies;
import dev.parley.edge.operations.A2aCall;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/**
 * The extended card where 0.2 had it: a plain GET beside the agent's URL, answered with a card of 0.2 and 0.3. Where the agent has
 * none 0.2 wants a 404.
 */
@Controller
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class OldExtendedCardController {
    private final ExtendedCards cards;
    private final CallerScope callers;
    private final V03GrpcAddress grpc;

    OldExtendedCardController(ExtendedCards cards, CallerScope callers, EdgeConfig config) {
        this.cards = cards;
        this.callers = callers;
        this.grpc = config.v03Grpc();
    }

    @Get(uris = {"/agent/authenticatedExtendedCard", "/agents/{agentId}/agent/authenticatedExtendedCard"})
    HttpResponse<?> get(@PathVariable(defaultValue = Endpoints.MESH) String agentId, HttpRequest<?> http) {
        try {
            AgentCard card = callers.run(
                    http,
                    () -> cards.get(
                            A2aCall.of(agentId, "$", CallHeaders.of(http), A2aVersion.V0_3),
                            GetExtendedAgentCardRequest.getDefaultInstance(),
                            cards.at(http),
                            A2aVersion.V1_0)); // what is 0.3's of it is taken when it is written
            return Replies.json(200, CardForm.V0_3.write(card, grpc)).header(HttpHeaders.CACHE_CONTROL, "no-store");
        } catch (A2aException e) {
            if (e.code() == A2aErrorCode.UNSUPPORTED_OPERATION
                    || e.code() == A2aErrorCode.EXTENDED_AGENT_CARD_NOT_CONFIGURED) {
                return Replies.json(404, Fault.of(e, 404, "NOT_FOUND").toJson());
            }
            throw e;
        }
    }
}
