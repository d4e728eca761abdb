package dev.parley.task.lifecycle;

import com.google.protobuf.UnknownFieldSet;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Part;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An artifact as its chunks make it: their parts in order, and all of what they say beside them. Name and description are the
 * first chunk's. Appending costs what the chunk weighs. Not safe for concurrent use.
 */
final class FoldedArtifact {
    // without what later chunks add to
    private final Artifact head;
    private final List<Part> parts = new ArrayList<>();
    private final Set<String> extensions = new LinkedHashSet<>();
    private final FoldedMetadata metadata;
    private final FoldedUnknown unknown;
    // of the head, the parts and the extensions
    private long bytes;

    FoldedArtifact(Artifact first) {
        Artifact.Builder bare = first.toBuilder().clearParts().clearExtensions().clearMetadata();
        head = bare.setUnknownFields(UnknownFieldSet.getDefaultInstance()).build();
        metadata = new FoldedMetadata();
        unknown = new FoldedUnknown();
        bytes = head.getSerializedSize();
        append(first);
    }

    private FoldedArtifact(FoldedArtifact other) {
        head = other.head;
        parts.addAll(other.parts);
        extensions.addAll(other.extensions);
        metadata = other.metadata.copy();
        unknown = other.unknown.copy();
        bytes = other.bytes;
    }

    FoldedArtifact copy() {
        return new FoldedArtifact(this);
    }

    void append(Artifact chunk) {
        for (Part part : chunk.getPartsList()) {
            parts.add(part);
            bytes += Weight.of(part);
        }
        for (String extension : chunk.getExtensionsList()) {
            if (extensions.add(extension)) {
                bytes += Weight.of(extension);
            }
        }
        metadata.merge(chunk.getMetadata());
        unknown.merge(chunk.getUnknownFields());
    }

    /** What it takes in its task. */
    long bytes() {
        return Weight.ofMessage(bytes + metadata.bytes() + unknown.bytes());
    }

    Artifact toArtifact() {
        Artifact.Builder artifact = head.toBuilder().addAllParts(parts).addAllExtensions(extensions);
        if (!metadata.isEmpty()) {
            artifact.setMetadata(metadata.toStruct());
        }
        return artifact.setUnknownFields(unknown.toFields()).build();
    }
}
