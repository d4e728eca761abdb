package dev.parley.cli.conformance;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.proto.extension.Extensions;

/** Cards of agents under test. */
final class AgentCards {
    private static final JsonMapper JSON = new JsonMapper();

    private AgentCards() {}

    static ObjectNode of(String http, String grpc, String socket, boolean full) {
        ObjectNode card = JSON.createObjectNode()
                .put("name", "Agent under test")
                .put("description", "Acts on scripts")
                .put("version", "1");
        ArrayNode interfaces = card.putArray("supportedInterfaces");
        interfaces
                .addObject()
                .put("url", http + "/rpc")
                .put("protocolBinding", "JSONRPC")
                .put("protocolVersion", "1.0");
        interfaces
                .addObject()
                .put("url", http + "/rest")
                .put("protocolBinding", "HTTP+JSON")
                .put("protocolVersion", "1.0");
        interfaces.addObject().put("url", grpc).put("protocolBinding", "GRPC").put("protocolVersion", "1.0");
        interfaces
                .addObject()
                .put("url", socket)
                .put("protocolBinding", Extensions.WEBSOCKET_BINDING)
                .put("protocolVersion", "1.0");
        card.putObject("capabilities")
                .put("streaming", full)
                .put("pushNotifications", full)
                .put("extendedAgentCard", full);
        card.putArray("defaultInputModes").add("text/plain");
        card.putArray("defaultOutputModes").add("text/plain");
        ObjectNode skill = card.putArray("skills").addObject();
        skill.put("id", "s")
                .put("name", "S")
                .put("description", "a skill")
                .putArray("tags")
                .add("t");
        return card;
    }

    static ObjectNode extended() {
        ObjectNode card = of("http://127.0.0.1:1", "127.0.0.1:1", "ws://127.0.0.1:1/", true);
        ((ArrayNode) card.path("skills")).add(card.path("skills").path(0).deepCopy());
        return card;
    }
}
