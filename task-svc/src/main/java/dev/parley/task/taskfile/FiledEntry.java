package dev.parley.task.taskfile;

import java.time.Instant;
import java.util.Arrays;

/**
 * An entry of a journal as it is stored, byte for byte.
 *
 * @param kind the number of its {@link dev.parley.task.journal.EntryKind}
 * @param format of the payload; 1
 */
public record FiledEntry(long sequence, int kind, int format, byte[] payload, Instant at) {
    @Override
    public boolean equals(Object other) {
        return other instanceof FiledEntry that
                && sequence == that.sequence
                && kind == that.kind
                && format == that.format
                && Arrays.equals(payload, that.payload)
                && at.equals(that.at);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sequence) * 31 + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "entry " + sequence + " of kind " + kind + ", " + payload.length + " bytes, at " + at;
    }
}
