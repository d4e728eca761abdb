package dev.parley.router.outbound.jsonrpc;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v03json.AgentCard;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.dialect.v03.V03CardReader;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import dev.parley.router.outbound.CallFailed;
import dev.parley.router.outbound.CallOutcome;
import dev.parley.router.outbound.web.WebAnswer;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The extended card of 0.2: a bare card, where all other versions have an operation. */
record V02CardContent() implements WebAnswer.Content {
    private static final String PATH = "/agent/authenticatedExtendedCard";

    /** Beside the agent's URL, as the text of 0.2 says; then below it and at the root, where servers of its time have it. */
    static List<URI> addresses(URI agent) {
        String path = agent.getRawPath() == null ? "" : agent.getRawPath();
        String own = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String beside = own.contains("/") ? own.substring(0, own.lastIndexOf('/')) : "";
        return Stream.of(beside, own, "")
                .distinct()
                .map(base -> agent.resolve(base + PATH))
                .toList();
    }

    @Override
    public Message result(byte[] json) throws CallFailed {
        try {
            Faults faults = new Faults();
            Message card = new V03CardReader(faults).read(ProtoJson.read(json, AgentCard.getDefaultInstance()));
            faults.refuse();
            return card;
        } catch (A2aException garbage) {
            throw new CallFailed(new CallOutcome.Broken("the agent's extended card cannot be read: " + garbage.text()));
        }
    }

    @Override
    public @Nullable CallOutcome failure(int status, byte[] body) {
        return null; // the status says it
    }
}
