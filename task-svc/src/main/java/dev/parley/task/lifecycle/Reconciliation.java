package dev.parley.task.lifecycle;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.extension.Extensions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What happened while we were not looking: the events that turn the task we hold into the snapshot an agent gives.
 * Artifacts of which we hold a prefix get the rest appended, others are replaced whole; content we hold comes never
 * again. Chunk borders may differ from those the agent sent.
 */
public final class Reconciliation {
    private Reconciliation() {}

    /**
     * Events in order: artifacts first, the status last. The status comes when it differs or the task's metadata do, when it is
     * wanted, or when nothing else came (so that a snapshot always leaves a trace). Ids are those of {@code held}.
     *
     * @param withStatus the status is wanted: a turn is over by it
     */
    public static List<StreamResponse> events(Task held, Task snapshot, boolean withStatus) {
        Map<String, Artifact> known = new HashMap<>();
        held.getArtifactsList().forEach(artifact -> known.put(artifact.getArtifactId(), artifact));
        List<StreamResponse> events = new ArrayList<>();
        for (Artifact artifact : snapshot.getArtifactsList()) {
            Artifact before = known.get(artifact.getArtifactId());
            if (before == null) {
                events.add(update(held, artifact, false));
            } else if (!before.equals(artifact) && !sameContent(before.getPartsList(), artifact.getPartsList())) {
                rest(before.getPartsList(), artifact.getPartsList())
                        .ifPresentOrElse(
                                parts -> events.add(update(
                                        held,
                                        artifact.toBuilder()
                                                .clearParts()
                                                .addAllParts(parts)
                                                .build(),
                                        true)),
                                () -> events.add(update(held, artifact, false)));
            }
        }
        boolean statusDiffers =
                held.getStatus().getState() != snapshot.getStatus().getState()
                        || (snapshot.getStatus().hasMessage()
                                && !snapshot.getStatus()
                                        .getMessage()
                                        .getMessageId()
                                        .equals(held.getStatus().getMessage().getMessageId()));
        Struct metadata = news(held.getMetadata(), snapshot.getMetadata());
        if (statusDiffers || withStatus || metadata.getFieldsCount() > 0 || events.isEmpty()) {
            TaskStatusUpdateEvent.Builder status = TaskStatusUpdateEvent.newBuilder()
                    .setTaskId(held.getId())
                    .setContextId(held.getContextId())
                    .setStatus(snapshot.getStatus());
            if (metadata.getFieldsCount() > 0) {
                status.setMetadata(metadata);
            }
            events.add(StreamResponse.newBuilder().setStatusUpdate(status).build());
        }
        return events;
    }

    /** The metadata that we hold otherwise or not at all. */
    private static Struct news(Struct held, Struct offered) {
        Struct.Builder news = Struct.newBuilder();
        offered.getFieldsMap().forEach((key, value) -> {
            Value known = held.getFieldsOrDefault(key, Value.getDefaultInstance());
            boolean reported = key.equals(Extensions.CHECKPOINT)
                    && known.getStructValue()
                            .getFieldsMap()
                            .entrySet()
                            .containsAll(value.getStructValue().getFieldsMap().entrySet());
            if (!reported && !value.equals(held.getFieldsMap().get(key))) {
                news.putFields(key, value);
            }
        });
        return news.build();
    }

    private static StreamResponse update(Task held, Artifact artifact, boolean append) {
        return StreamResponse.newBuilder()
                .setArtifactUpdate(TaskArtifactUpdateEvent.newBuilder()
                        .setTaskId(held.getId())
                        .setContextId(held.getContextId())
                        .setArtifact(artifact)
                        .setAppend(append))
                .build();
    }

    private static boolean sameContent(List<Part> held, List<Part> offered) {
        return rest(held, offered).map(List::isEmpty).orElse(false);
    }

    /**
     * What follows in {@code offered} behind all of {@code held}; empty when {@code held} is no prefix. Neighbouring
     * text parts count as one text, wherever their borders are.
     */
    static Optional<List<Part>> rest(List<Part> held, List<Part> offered) {
        Cursor theirs = new Cursor(offered);
        for (Part part : held) {
            if (!theirs.skip(part)) {
                return Optional.empty();
            }
        }
        return Optional.of(theirs.remaining());
    }

    /** A place between two characters of a list of parts. */
    private static final class Cursor {
        private final List<Part> parts;
        private int part;
        private int offset;

        Cursor(List<Part> parts) {
            this.parts = parts;
        }

        boolean skip(Part wanted) {
            if (!isPlainText(wanted)) {
                dropFinishedText();
                if (offset > 0 || part >= parts.size() || !parts.get(part).equals(wanted)) {
                    return false;
                }
                part++;
                return true;
            }
            String text = wanted.getText();
            int from = 0;
            while (from < text.length()) {
                dropFinishedText();
                if (part >= parts.size() || !sameDress(parts.get(part), wanted)) {
                    return false;
                }
                String theirs = parts.get(part).getText();
                int length = Math.min(text.length() - from, theirs.length() - offset);
                if (!text.regionMatches(from, theirs, offset, length)) {
                    return false;
                }
                from += length;
                offset += length;
            }
            return true;
        }

        List<Part> remaining() {
            dropFinishedText();
            List<Part> rest = new ArrayList<>();
            for (int i = part; i < parts.size(); i++) {
                Part next = parts.get(i);
                rest.add(
                        i == part && offset > 0
                                ? next.toBuilder()
                                        .setText(next.getText().substring(offset))
                                        .build()
                                : next);
            }
            return rest;
        }

        private void dropFinishedText() {
            while (part < parts.size()
                    && isPlainText(parts.get(part))
                    && offset >= parts.get(part).getText().length()) {
                part++;
                offset = 0;
            }
        }

        private static boolean isPlainText(Part candidate) {
            return candidate.hasText();
        }

        // text parts join only when nothing but their text differs
        private static boolean sameDress(Part one, Part other) {
            return one.hasText()
                    && one.toBuilder()
                            .setText("")
                            .build()
                            .equals(other.toBuilder().setText("").build());
        }
    }
}
