package dev.parley.proto.extension;

import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentExtension;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.router.v1.CallContext;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** URIs of the A2A extensions, and of the protocol binding, that Parley defines. They never change; proto/README describes their members. */
public final class Extensions {
    /** What the URIs of our extensions begin with, and of no others. */
    private static final String OURS = "https://parley.dev/ext/";

    /** More than these of one caller do not go on to an agent. */
    public static final int MOST_FOR_AGENTS = 32;

    // what may stand in a header: no blanks, no commas, which part the elements, nothing beyond ASCII
    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x2b\\x2d-\\x7e]{1,256}");

    /** What a caller needs: {@code message.metadata[ROUTE]} of a send to the mesh's own endpoint. */
    public static final String ROUTE = "https://parley.dev/ext/route/v1";

    /** The strong form of intake: a message counts once for the whole retention window. */
    public static final String ONCE = "https://parley.dev/ext/once/v1";

    /** Resuming a stream behind an event the caller has already seen, on transports without Last-Event-ID. */
    public static final String CURSOR = "https://parley.dev/ext/cursor/v1";

    /** On a card that the mesh serves: the agent's id and what it declares of cost, latency and quality. */
    public static final String AGENT = "https://parley.dev/ext/agent/v1";

    /** In the metadata of a failed task's status message: the error with which its agent refused the caller's message. */
    public static final String AGENT_ERROR = "https://parley.dev/ext/agent-error/v1";

    /** In the metadata of a message that the mesh sends again: the task that this one was made from, and why. */
    public static final String MADE_FROM = "https://parley.dev/ext/made-from/v1";

    /** Progress, checkpoints and resource usage in what an agent says; a task's last checkpoint in a message that goes on from it. */
    public static final String CHECKPOINT = "https://parley.dev/ext/checkpoint/v1";

    /** On the mesh's cards while {@code enhanced_durability} is off: what was accepted last may be lost with the database's machine. */
    public static final String REDUCED_DURABILITY = "https://parley.dev/ext/reduced-durability/v1";

    /** Searching agents: the JSON-RPC method {@code agent.discover} at the mesh's own address. */
    public static final String DISCOVER = "https://parley.dev/ext/discover/v1";

    /** The protocol binding JSON-RPC over WebSocket, as {@code protocolBinding} of an interface on a card. */
    public static final String WEBSOCKET_BINDING = "https://parley.dev/bindings/websocket/v1";

    private Extensions() {}

    /** Whether an agent may hear of it: ours are not the agents' business, and what cannot stand in a header reaches none. */
    public static boolean isForAgents(String uri) {
        return !uri.startsWith(OURS) && PLAIN.matcher(uri).matches();
    }

    /** Those that an agent demands of its callers (A2A 1.0.1 §3.3.4), but for ours, which are the mesh's to serve. */
    public static List<String> required(AgentCard card) {
        return card.getCapabilities().getExtensionsList().stream()
                .filter(AgentExtension::getRequired)
                .map(AgentExtension::getUri)
                .filter(Extensions::isForAgents)
                .toList();
    }

    /** Whether an agent reports progress and checkpoints. */
    public static boolean reportsCheckpoints(AgentCard card) {
        return card.getCapabilities().getExtensionsList().stream()
                .anyMatch(extension -> extension.getUri().equals(CHECKPOINT));
    }

    /** Whether an agent promises that a message which comes with a checkpoint goes on from there, and may be sent again for that. */
    public static boolean isResumable(AgentCard card) {
        return card.getCapabilities().getExtensionsList().stream()
                .filter(extension -> extension.getUri().equals(CHECKPOINT))
                .anyMatch(extension -> extension
                        .getParams()
                        .getFieldsOrDefault("resumable", Value.getDefaultInstance())
                        .getBoolValue());
    }

    /**
     * Those that a message activates with the agent it goes to (A2A 1.0.1 §3.2.6): that it says it uses, and that its caller
     * activated; each once, {@value #MOST_FOR_AGENTS} at most, of ours {@link #CHECKPOINT} alone, which the mesh activates itself.
     */
    public static List<String> activated(Message message, CallContext context) {
        return Stream.concat(message.getExtensionsList().stream(), context.getExtensionsList().stream())
                .filter(uri -> isForAgents(uri) || uri.equals(CHECKPOINT))
                .distinct()
                .limit(MOST_FOR_AGENTS)
                .toList();
    }
}
