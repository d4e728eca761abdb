package dev.parley.router.postgres;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.parley.router.choice.Candidate;
import dev.parley.router.choice.Decision;
import dev.parley.router.choice.Removal;
import dev.parley.router.choice.Scored;
import dev.parley.router.choice.Weights;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** A decision as it stands in the table: raw values, so that it can be scored again under other weights. */
final class DecisionJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
            .build();

    private DecisionJson() {}

    static String write(Decision decision) {
        StringWriter text = new StringWriter(512);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("candidates");
            for (Scored scored : decision.candidates()) {
                candidate(json, scored);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("removed");
            for (Removal removal : decision.removed()) {
                removal(json, removal);
            }
            json.writeEndArray();
            weights(json, decision.weights());
            json.writeNumberField("floor", decision.floor());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // PostgreSQL's jsonb has no NUL
        return text.toString().replace("\\u0000", "\\uFFFD");
    }

    private static void candidate(JsonGenerator json, Scored scored) throws IOException {
        Candidate candidate = scored.candidate();
        json.writeStartObject();
        json.writeStringField("agentId", candidate.agentId());
        json.writeNumberField("score", scored.score());
        json.writeNumberField("similarity", candidate.similarity());
        json.writeNumberField("latencyMs", candidate.latencyMs());
        json.writeNumberField("cost", candidate.cost());
        json.writeNumberField("quality", candidate.quality());
        json.writeStringField("skillId", candidate.skillId());
        json.writeBooleanField("exact", candidate.exact());
        json.writeEndObject();
    }

    private static void removal(JsonGenerator json, Removal removal) throws IOException {
        json.writeStartObject();
        json.writeStringField("agentId", removal.agentId());
        json.writeStringField("reason", removal.reason());
        json.writeStringField("detail", removal.detail());
        json.writeEndObject();
    }

    private static void weights(JsonGenerator json, Weights weights) throws IOException {
        json.writeObjectFieldStart("weights");
        json.writeNumberField("similarity", weights.similarity());
        json.writeNumberField("latency", weights.latency());
        json.writeNumberField("cost", weights.cost());
        json.writeNumberField("quality", weights.quality());
        json.writeEndObject();
    }
}
