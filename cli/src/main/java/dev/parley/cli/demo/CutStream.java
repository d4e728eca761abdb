package dev.parley.cli.demo;

import dev.parley.cli.mesh.EventStream;
import dev.parley.cli.mesh.MeshClient;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.cli.talk.Parts;
import dev.parley.cli.talk.TaskText;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** A stream that is cut in the middle and resumed: nothing may be missing, nothing may come twice. */
final class CutStream {
    private static final int CUT_AFTER_CHUNKS = 12;

    private final MeshClient client;
    private final Stage stage;
    private final StringBuilder story = new StringBuilder();
    private String taskId = "";
    private OptionalLong seen = OptionalLong.empty();
    private int chunks;
    private TaskState state = TaskState.TASK_STATE_UNSPECIFIED;

    CutStream(MeshClient client, Stage stage) {
        this.client = client;
        this.stage = stage;
    }

    void play(String agent, int words) {
        String text = "Tell me a story of " + words + " words, 20 ms per chunk";
        stage.command("parley send -a " + agent + " --stream \"" + text + "\"");
        String endpoint = MeshClient.endpoint(agent);
        stage.piece("   ");
        read(
                client.stream(endpoint, A2aMethod.SEND_STREAMING_MESSAGE, Tour.message(text), OptionalLong.empty()),
                CUT_AFTER_CHUNKS);
        stage.piece("\n");
        Stage.require(!TaskText.isTerminal(state), "the story ended before it could be cut");
        long cutAt = seen.orElseThrow(() -> new CliException(ExitStatus.FAILURE, "the events have no numbers"));
        stage.aside("~~ cut after event " + cutAt + "; resumed with Last-Event-ID: " + cutAt + " ~~");
        stage.command("parley task subscribe " + taskId + " -a " + agent + " --after " + cutAt);
        SubscribeToTaskRequest again =
                SubscribeToTaskRequest.newBuilder().setId(taskId).build();
        stage.piece("   ");
        read(client.stream(endpoint, A2aMethod.SUBSCRIBE_TO_TASK, again, seen), Integer.MAX_VALUE);
        stage.piece("\n");
        check(words);
    }

    private void check(int words) {
        Stage.require(
                state == TaskState.TASK_STATE_COMPLETED,
                "the task is " + TaskText.state(state) + " (expected: completed)");
        int told = story.toString().strip().split("\\s+").length;
        Stage.require(
                told == words, "the story has " + told + " words (expected: " + words + ", none lost, none twice)");
        stage.aside(words + " words in all, none lost and none twice");
    }

    private void read(EventStream stream, int chunkLimit) {
        try (stream) {
            for (Optional<EventStream.Event> next = stream.next(); next.isPresent(); next = stream.next()) {
                take(next.get());
                if (chunks >= chunkLimit) {
                    return;
                }
            }
        } catch (IOException e) {
            throw new CliException(ExitStatus.UNREACHABLE, "the stream broke by itself: " + e.getMessage(), e);
        }
    }

    private void take(EventStream.Event event) {
        if (event.sequence().isPresent()) {
            long number = event.sequence().getAsLong();
            Stage.require(
                    seen.isEmpty() || number == seen.getAsLong() + 1,
                    "event " + number + " came after event " + seen.orElse(0) + " (expected: no gap)");
            seen = event.sequence();
        }
        StreamResponse payload = event.payload();
        switch (payload.getPayloadCase()) {
            case TASK -> {
                taskId = payload.getTask().getId();
                state = payload.getTask().getStatus().getState();
            }
            case STATUS_UPDATE -> state = payload.getStatusUpdate().getStatus().getState();
            case ARTIFACT_UPDATE -> {
                chunks++;
                String piece =
                        Parts.text(payload.getArtifactUpdate().getArtifact().getPartsList());
                story.append(piece);
                stage.piece(piece);
            }
            case MESSAGE, PAYLOAD_NOT_SET -> Stage.require(false, "the storyteller sent no task");
        }
    }
}
