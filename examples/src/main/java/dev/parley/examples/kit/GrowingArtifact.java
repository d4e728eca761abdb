package dev.parley.examples.kit;

import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An artifact while chunks arrive. A chunk that goes on with plain text is joined to the plain text before it, so that a
 * snapshot shows a story as one text and not as a thousand words, and a chunk costs the same however long the story is. Not
 * safe for concurrent use.
 */
final class GrowingArtifact {
    private final Artifact head;
    private final List<Part> parts = new ArrayList<>();
    private @Nullable StringBuilder openText;

    GrowingArtifact(Artifact first) {
        this.head = first.toBuilder().clearParts().build();
        first.getPartsList().forEach(this::add);
    }

    void append(List<Part> chunk) {
        if (chunk.isEmpty()) {
            return;
        }
        Part first = chunk.getFirst();
        if (openText != null && isPlainText(first)) {
            openText.append(first.getText());
        } else {
            add(first);
        }
        chunk.stream().skip(1).forEach(this::add);
    }

    Artifact snapshot() {
        Artifact.Builder artifact = head.toBuilder().addAllParts(parts);
        if (openText != null) {
            artifact.addParts(Parts.text(openText.toString()));
        }
        return artifact.build();
    }

    private void add(Part part) {
        if (openText != null) {
            parts.add(Parts.text(openText.toString()));
            openText = null;
        }
        if (isPlainText(part)) {
            openText = new StringBuilder(part.getText());
        } else {
            parts.add(part);
        }
    }

    private static boolean isPlainText(Part part) {
        return part.hasText()
                && !part.hasMetadata()
                && part.getFilename().isEmpty()
                && part.getMediaType().isEmpty();
    }
}
