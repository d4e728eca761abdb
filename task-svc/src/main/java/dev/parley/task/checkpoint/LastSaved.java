package dev.parley.task.checkpoint;

import com.google.protobuf.ByteString;
import dev.parley.proto.task.v1.CheckpointEntry;
import dev.parley.proto.task.v1.CheckpointRef;
import java.time.Instant;

/**
 * The newest checkpoint of a task, without its state.
 *
 * @param turn the entry of the message in whose turn it was saved
 */
public record LastSaved(CheckpointRef ref, ByteString hash, Instant at, long turn) {
    public static LastSaved of(CheckpointEntry entry, Instant at) {
        return new LastSaved(entry.getSaved(), entry.getContentHash(), at, entry.getAcceptedSequence());
    }

    boolean isSame(long step, ByteString contentHash) {
        return ref.getStep() == step && hash.equals(contentHash);
    }
}
