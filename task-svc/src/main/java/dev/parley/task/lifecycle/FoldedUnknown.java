package dev.parley.task.lifecycle;

import com.google.protobuf.UnknownFieldSet;

/**
 * Fields of a later A2A on an artifact that comes in chunks, merged as protobuf merges: of a field that holds one value the
 * latest counts, of one that holds several all do. A set that says what is held already adds nothing.
 */
final class FoldedUnknown {
    private final UnknownFieldSet.Builder held;
    private long bytes;

    FoldedUnknown() {
        this(UnknownFieldSet.newBuilder(), 0);
    }

    private FoldedUnknown(UnknownFieldSet.Builder held, long bytes) {
        this.held = held;
        this.bytes = bytes;
    }

    FoldedUnknown copy() {
        return new FoldedUnknown(held.clone(), bytes);
    }

    void merge(UnknownFieldSet added) {
        int size = added.getSerializedSize();
        // sets of different sizes are not equal, so this builds no more than was added
        boolean news = size > 0 && (size != bytes || !held.build().equals(added));
        if (news) {
            held.mergeFrom(added);
            bytes += size;
        }
    }

    long bytes() {
        return bytes;
    }

    UnknownFieldSet toFields() {
        return held.build();
    }
}
