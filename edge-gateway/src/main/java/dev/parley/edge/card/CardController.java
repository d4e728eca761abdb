package dev.parley.edge.card;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.http.PublicUrl;
import dev.parley.edge.http.Replies;
import dev.parley.edge.operations.ProtocolVersion;
import dev.parley.kit.agents.AgentDirectory;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.Agent;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cards at their well-known paths, the one of before 0.3 included. */
@Controller
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class CardController {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    private final ServedCards cards;
    private final PublicUrl urls;
    private final Addresses addresses;
    private final AgentDirectory agents;
    private final CallerScope callers;
    private final CardForm unasked;
    private final CardForm unaskedByOldName;

    CardController(
            ServedCards cards,
            PublicUrl urls,
            Addresses addresses,
            AgentDirectory agents,
            CallerScope callers,
            EdgeConfig config) {
        this.cards = cards;
        this.urls = urls;
        this.addresses = addresses;
        this.agents = agents;
        this.callers = callers;
        this.unasked = config.dualCard() ? CardForm.DUAL : CardForm.V1_0;
        this.unaskedByOldName = config.dualCard() ? CardForm.DUAL : CardForm.V0_3;
    }

    @Get("/.well-known/agent-card.json")
    HttpResponse<?> mesh(HttpRequest<?> request) {
        return mesh(request, unasked);
    }

    @Get("/.well-known/agent.json")
    HttpResponse<?> meshByOldName(HttpRequest<?> request) {
        return mesh(request, unaskedByOldName);
    }

    private HttpResponse<?> mesh(HttpRequest<?> request, CardForm otherwise) {
        return respond(request, cards.ofMesh(addresses.ofMesh(request), form(request, otherwise)));
    }

    @Get("/agents/{agentId}/.well-known/agent-card.json")
    HttpResponse<?> agent(String agentId, HttpRequest<?> request) {
        return agent(agentId, request, unasked);
    }

    @Get("/agents/{agentId}/.well-known/agent.json")
    HttpResponse<?> agentByOldName(String agentId, HttpRequest<?> request) {
        return agent(agentId, request, unaskedByOldName);
    }

    private HttpResponse<?> agent(String agentId, HttpRequest<?> request, CardForm otherwise) {
        Agent agent = callers.run(request, () -> agents.require(agentId));
        return respond(
                request,
                cards.ofAgent(agent, addresses.ofAgent(addresses.at(request), agent), form(request, otherwise)));
    }

    /** Where a client ends that resolves the card's path against an agent's URL without a trailing slash. */
    @Get(uris = {"/agents/.well-known/agent-card.json", "/agents/.well-known/agent.json"})
    HttpResponse<?> withoutTrailingSlash(HttpRequest<?> request) {
        return Replies.restError(new A2aException(
                A2aErrorCode.AGENT_NOT_FOUND,
                "There is no agent here (expected: " + urls.base(request)
                        + "/agents/{id}/ with a trailing slash as the agent's URL)"));
    }

    /**
     * In the version asked for by {@code A2A-Version}. Who asks for none, as clients of 0.3 do, or for one that is unknown here
     * gets what the operator chose, and by the old name, which only clients before 0.3 know, what these can read: a card is where
     * versions are learnt, so it is never refused for one.
     */
    private static CardForm form(HttpRequest<?> request, CardForm otherwise) {
        return ProtocolVersion.stated(request).map(CardForm::of).orElse(otherwise);
    }

    private static HttpResponse<?> respond(HttpRequest<?> request, ServedCard card) {
        boolean unchanged = isHeld(request.getHeaders().get(HttpHeaders.IF_NONE_MATCH), card.etag());
        MutableHttpResponse<?> response = unchanged
                ? HttpResponse.notModified()
                : HttpResponse.ok(card.json()).contentType(MediaType.APPLICATION_JSON_TYPE);
        return response.header(HttpHeaders.ETAG, card.etag())
                .header(HttpHeaders.LAST_MODIFIED, HTTP_DATE.format(card.lastModified()))
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=60")
                .header(HttpHeaders.VARY, "A2A-Version, Accept");
    }

    private static boolean isHeld(@Nullable String ifNoneMatch, String etag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .anyMatch(held -> held.equals("*") || held.equals(etag) || held.equals("W/" + etag));
    }
}
