package dev.parley.task.journal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.parley.proto.a2a.v1.StreamResponse;
import java.time.Instant;
import java.util.Optional;

/** A committed entry: its place in the task, counted from 1 without a gap, and what it holds. */
public record Entry(long sequence, EntryKind kind, MessageLite body, Instant at) {
    public static Entry parse(long sequence, int kind, byte[] payload, Instant at) {
        try {
            EntryKind parsed = EntryKind.of(kind);
            return new Entry(sequence, parsed, NewEntry.parse(parsed, ByteString.copyFrom(payload)), at);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("Journal entry " + sequence + " cannot be read", e);
        }
    }

    /** What watchers see of it; empty for bookkeeping. */
    public Optional<StreamResponse> shown() {
        return NewEntry.shown(body);
    }
}
