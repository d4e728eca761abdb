package dev.parley.task.lifecycle;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.extension.Extensions;
import java.util.LinkedHashMap;
import java.util.Map;

/** Metadata that grows by events: a key's latest value counts. Merging costs what is merged, not what is held. */
final class FoldedMetadata {
    private final Map<String, Value> fields = new LinkedHashMap<>();
    private long bytes;

    FoldedMetadata copy() {
        FoldedMetadata copy = new FoldedMetadata();
        copy.fields.putAll(fields);
        copy.bytes = bytes;
        return copy;
    }

    void merge(Struct added) {
        added.getFieldsMap().forEach((key, value) -> {
            if (key.equals(Extensions.CHECKPOINT)) {
                mergeReport(added);
            } else {
                put(key, value);
            }
        });
    }

    /** What an agent reports of its progress: each member's latest value counts, wherever it stands. */
    void mergeReport(Struct added) {
        Value next = added.getFieldsMap().get(Extensions.CHECKPOINT);
        if (next != null) {
            Value before = fields.getOrDefault(Extensions.CHECKPOINT, Value.getDefaultInstance());
            Struct.Builder both = before.getStructValue().toBuilder()
                    .putAllFields(next.getStructValue().getFieldsMap());
            put(
                    Extensions.CHECKPOINT,
                    next.hasStructValue()
                            ? Value.newBuilder().setStructValue(both).build()
                            : next);
        }
    }

    private void put(String key, Value value) {
        Value before = fields.put(key, value);
        bytes += size(key, value) - (before == null ? 0 : size(key, before));
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    /** What it takes in the message that it belongs to. */
    long bytes() {
        return fields.isEmpty() ? 0 : Weight.ofMessage(bytes);
    }

    Struct toStruct() {
        return Struct.newBuilder().putAllFields(fields).build();
    }

    private static long size(String key, Value value) {
        return Weight.ofMessage(Weight.of(key) + Weight.of(value));
    }
}
