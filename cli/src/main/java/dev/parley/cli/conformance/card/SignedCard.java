package dev.parley.cli.conformance.card;

import static dev.parley.cli.conformance.suite.Verdict.expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Verdict;
import java.io.IOException;
import java.util.Base64;

/** What can be seen of a card's signatures without the signer's key. */
final class SignedCard {
    private static final JsonMapper JSON = new JsonMapper();

    private SignedCard() {}

    static void header(AgentProbe probe) {
        JsonNode signatures = probe.readableCard().json().path("signatures");
        if (signatures.isEmpty()) {
            throw new Verdict.Skipped("the card is not signed");
        }
        for (JsonNode signature : signatures) {
            JsonNode header = decoded(signature.path("protected").asText());
            expect(
                    header.path("alg").isTextual() && header.path("kid").isTextual(),
                    "a protected header with alg and kid",
                    header);
        }
    }

    private static JsonNode decoded(String text) {
        try {
            return JSON.readTree(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException | IOException e) {
            throw new Verdict.Failed("a protected header that is JSON in base64url", text);
        }
    }
}
