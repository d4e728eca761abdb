package dev.parley.standalone.square;

import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageConfiguration;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** What callers say, and what is in what they hear. */
final class Texts {
    /** What every caller says it can take. */
    static final List<String> MODES = List.of("text/plain", "image/png");

    private Texts() {}

    static SendMessageRequest message(String text, boolean waits) {
        return SendMessageRequest.newBuilder()
                .setMessage(Message.newBuilder()
                        .setMessageId(UUID.randomUUID().toString())
                        .setRole(Role.ROLE_USER)
                        .addParts(Part.newBuilder().setText(text)))
                .setConfiguration(SendMessageConfiguration.newBuilder()
                        .setReturnImmediately(!waits)
                        .addAllAcceptedOutputModes(MODES))
                .build();
    }

    /** The next message to a task that waits for one. */
    static SendMessageRequest reply(String taskId, String text) {
        SendMessageRequest.Builder reply = message(text, true).toBuilder();
        reply.getMessageBuilder().setTaskId(taskId);
        return reply.build();
    }

    static String of(Task task) {
        return task.getArtifactsList().stream().map(Texts::of).collect(Collectors.joining());
    }

    /** The artifacts after all events, put together as a caller would. */
    static String of(List<StreamResponse> events) {
        String text = "";
        for (StreamResponse event : events) {
            if (event.hasTask()) {
                text = of(event.getTask());
            } else if (event.hasArtifactUpdate()) {
                String more = of(event.getArtifactUpdate().getArtifact());
                text = event.getArtifactUpdate().getAppend() ? text + more : more;
            }
        }
        return text;
    }

    private static String of(Artifact artifact) {
        return artifact.getPartsList().stream().map(Part::getText).collect(Collectors.joining());
    }
}
