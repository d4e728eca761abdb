package dev.parley.edge.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.registry.v1.RegisterAgentRequest;
import dev.parley.proto.registry.v1.RoutingMetadata;
import dev.parley.proto.registry.v1.UpdateAgentRequest;
import io.micronaut.http.HttpRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The body of a registration or an update: {@code {"url"}}, {@code {"card"}} or a card itself, which is one when it has a
 * name. A card goes on byte for byte, as it will be kept.
 */
final class RegistrationBody {
    private final byte[] bytes;
    private final RestBody body;
    private final boolean bareCard;

    RegistrationBody(HttpRequest<?> request, byte[] body) {
        this.bytes = body;
        this.body = RestBody.read(request, body);
        this.bareCard = this.body.has("name") && !this.body.has("card");
    }

    /**
     * @throws A2aException INVALID_PARAMS with every violation
     */
    RegisterAgentRequest toRegistration(HttpRequest<?> request) {
        RegisterAgentRequest.Builder registration = RegisterAgentRequest.newBuilder();
        String id = request.getParameters().get("id");
        if (id != null) {
            registration.setId(id);
        }
        registration.setReplace("true".equals(request.getParameters().get("replace")));
        if (bareCard) {
            return registration.setCard(ByteString.copyFrom(bytes)).build();
        }
        body.text("id").ifPresent(registration::setId);
        body.text("agentId").ifPresent(registration::setId);
        if (body.flag("replace")) {
            registration.setReplace(true);
        }
        routing().ifPresent(registration::setRouting);
        Optional<String> url = url();
        boolean card = body.has("card");
        if (url.isPresent() == card) {
            body.wrong("url", "either url or card, and not both");
        }
        body.check();
        url.ifPresent(registration::setCardUrl);
        if (card) {
            registration.setCard(rawCard());
        }
        return registration.build();
    }

    /**
     * @throws A2aException INVALID_PARAMS with every violation
     */
    UpdateAgentRequest toUpdate(String id) {
        UpdateAgentRequest.Builder update = UpdateAgentRequest.newBuilder().setId(id);
        if (bareCard) {
            return update.setCard(ByteString.copyFrom(bytes)).build();
        }
        routing().ifPresent(update::setRouting);
        Optional<String> url = url();
        boolean card = body.has("card");
        if (url.isPresent() && card) {
            body.wrong("url", "either url or card, and not both");
        }
        body.check();
        url.ifPresent(update::setCardUrl);
        if (card) {
            update.setCard(rawCard());
        }
        return update.build();
    }

    /**
     * What is wrong with a card is told from the card's root; here its place in the body is added, where it has one.
     *
     * @throws A2aException what {@code call} throws
     */
    <T> T locating(Supplier<T> call) {
        try {
            return call.get();
        } catch (A2aException e) {
            if (e.code() != A2aErrorCode.AGENT_CARD_INVALID || bareCard || !body.has("card")) {
                throw e;
            }
            String text = e.text();
            List<Violation> violations = new ArrayList<>();
            for (Violation each : e.violations()) {
                Violation placed = new Violation(each.path().replaceFirst("^\\$", "\\$.card"), each.description());
                violations.add(placed);
                text = text.replace(each.toString(), placed.toString());
            }
            throw new A2aException(e.code(), text, violations);
        }
    }

    private Optional<String> url() {
        return body.text("url").or(() -> body.text("cardUrl"));
    }

    private Optional<RoutingMetadata> routing() {
        return body.object("routing").map(members -> {
            RoutingMetadata.Builder routing = RoutingMetadata.newBuilder();
            members.number("costPerRequest").ifPresent(routing::setCostPerRequest);
            members.number("avgLatencyMs").ifPresent(routing::setAvgLatencyMs);
            members.number("qualityScore").ifPresent(routing::setQualityScore);
            members.refuseOthers();
            return routing.build();
        });
    }

    /** The member {@code card} as it stands in the body. The document is known to be well-formed. */
    private ByteString rawCard() {
        try (JsonParser parser = ProtoJson.factory().createParser(bytes)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals("card");
                parser.nextToken();
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                if (found) {
                    int end = (int) parser.currentLocation().getByteOffset();
                    return ByteString.copyFrom(bytes, start, end - start);
                }
            }
        } catch (IOException e) {
            throw new A2aException(A2aErrorCode.PARSE_ERROR, "The body is no JSON");
        }
        throw A2aException.invalidParams("$.card", "missing (expected: an agent card)");
    }
}
