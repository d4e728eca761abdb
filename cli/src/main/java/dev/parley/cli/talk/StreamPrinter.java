package dev.parley.cli.talk;

import com.google.protobuf.Struct;
import dev.parley.cli.mesh.EventStream;
import dev.parley.cli.output.Format;
import dev.parley.cli.output.Terminal;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.json.ProtoJson;
import java.util.function.Consumer;

/** Prints a stream as it comes: JSON Lines, or the artifacts' text on standard output and the rest beside it. */
final class StreamPrinter implements Consumer<EventStream.Event> {
    private final Terminal terminal;
    private final Format format;
    private boolean lineOpen;

    StreamPrinter(Terminal terminal, Format format) {
        this.terminal = terminal;
        this.format = format;
    }

    @Override
    public void accept(EventStream.Event event) {
        if (format == Format.json) {
            terminal.data(ProtoJson.toString(event.payload()));
            return;
        }
        StreamResponse payload = event.payload();
        switch (payload.getPayloadCase()) {
            case TASK -> snapshot(payload.getTask());
            case MESSAGE -> terminal.data(TaskText.words(payload.getMessage()));
            case STATUS_UPDATE -> {
                progress(payload.getStatusUpdate().getMetadata());
                status(payload.getStatusUpdate().getStatus());
            }
            case ARTIFACT_UPDATE -> {
                artifact(payload.getArtifactUpdate());
                progress(payload.getArtifactUpdate().getMetadata());
            }
            case PAYLOAD_NOT_SET -> {}
        }
    }

    private void snapshot(Task task) {
        terminal.note("task " + task.getId());
        task.getArtifactsList().forEach(artifact -> print(Parts.text(artifact.getPartsList())));
        progress(task.getMetadata());
        status(task.getStatus());
    }

    private void progress(Struct metadata) {
        ProgressText.of(metadata).ifPresent(progress -> {
            endLine();
            terminal.note(progress);
        });
    }

    private void status(TaskStatus status) {
        String words = TaskText.words(status.getMessage());
        if (TaskText.isTerminal(status.getState())) {
            endLine();
            if (!words.isEmpty()) {
                terminal.data(words);
            }
        }
        endLine();
        terminal.note(TaskText.state(status.getState())
                + (words.isEmpty() || TaskText.isTerminal(status.getState()) ? "" : ": " + words));
    }

    private void artifact(TaskArtifactUpdateEvent update) {
        if (!update.getAppend()) {
            endLine();
        }
        print(Parts.text(update.getArtifact().getPartsList()));
    }

    private void print(String text) {
        terminal.piece(text);
        lineOpen = !text.isEmpty() ? !text.endsWith("\n") : lineOpen;
    }

    private void endLine() {
        if (lineOpen) {
            terminal.piece("\n");
            lineOpen = false;
        }
    }
}
