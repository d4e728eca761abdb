package dev.parley.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.SpecError;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What comes in and goes out of an agent under test. */
final class Messages {
    private static final JsonMapper JSON = new JsonMapper();
    // longest prefix last, for which the last match counts
    private static final Map<String, List<ObjectNode>> ARTIFACTS = new TreeMap<>(Map.of(
            "tck-artifact-text", List.of(artifact(JSON.createObjectNode().put("text", "some text"))),
            "tck-artifact-file",
                    List.of(artifact(JSON.createObjectNode()
                            .put("raw", "AAEC/w==")
                            .put("mediaType", "text/plain")
                            .put("filename", "output.txt"))),
            "tck-artifact-file-url",
                    List.of(artifact(JSON.createObjectNode().put("url", "https://example.com/output.txt"))),
            "tck-artifact-data", List.of(artifact(data())),
            "tck-stream-artifact-chunked",
                    List.of(
                            artifact(JSON.createObjectNode().put("text", "one ")),
                            artifact(JSON.createObjectNode().put("text", "two"))),
            "tck-stream-001", List.of(artifact(JSON.createObjectNode().put("text", "streamed")))));

    private Messages() {}

    private static ObjectNode data() {
        ObjectNode part = JSON.createObjectNode();
        part.putObject("data").put("key", "value").put("count", 42);
        return part;
    }

    private static ObjectNode artifact(ObjectNode part) {
        ObjectNode artifact = JSON.createObjectNode().put("artifactId", "artifact");
        artifact.putArray("parts").add(part);
        return artifact;
    }

    static ObjectNode ofAgent(String text) {
        ObjectNode message =
                JSON.createObjectNode().put("messageId", "of-agent").put("role", "ROLE_AGENT");
        message.putArray("parts").addObject().put("text", text);
        return message;
    }

    /** What a script produces, in chunks; the same objects each time. */
    static List<ObjectNode> artifacts(String messageId) {
        List<ObjectNode> found = List.of();
        for (Map.Entry<String, List<ObjectNode>> entry : ARTIFACTS.entrySet()) {
            found = messageId.startsWith(entry.getKey()) ? entry.getValue() : found;
        }
        return found;
    }

    /** The message of a SendMessageRequest that has all it needs. */
    static JsonNode checked(ObjectNode params) {
        JsonNode message = params.path("message");
        require(message.isObject(), "message");
        require(!message.path("messageId").asText().isEmpty(), "message.messageId");
        require(message.path("role").asText().matches("ROLE_(USER|AGENT)"), "message.role");
        require(message.path("parts").isArray() && !message.path("parts").isEmpty(), "message.parts");
        for (JsonNode part : message.path("parts")) {
            if (part.path("mediaType").asText().startsWith("application/x-")) {
                throw new AgentFault(SpecError.CONTENT_TYPE_NOT_SUPPORTED, "mediaType " + part.path("mediaType"));
            }
        }
        return message;
    }

    private static void require(boolean there, String path) {
        if (!there) {
            throw new AgentFault(SpecError.INVALID_PARAMS, path + " is missing or wrong");
        }
    }
}
