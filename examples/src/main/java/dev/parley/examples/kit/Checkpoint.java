package dev.parley.examples.kit;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.extension.Extensions;
import java.util.Map;
import java.util.Optional;

/**
 * How far a task has come, and all that is needed to go on from there: the extension {@link Extensions#CHECKPOINT}.
 *
 * @param progress 0 to 1; not in what is handed back
 * @param step the last one that is done
 * @param data whatever the agent wants back
 */
public record Checkpoint(double progress, long step, Struct data) {
    /** @param data maps with string keys, lists, strings, finite numbers, booleans and nulls */
    public static Checkpoint of(double progress, long step, Map<String, ?> data) {
        return new Checkpoint(progress, step, Parts.struct(data));
    }

    static Optional<Checkpoint> in(Struct metadata) {
        Struct handed = member(member(metadata, Extensions.CHECKPOINT).getStructValue(), "checkpoint")
                .getStructValue();
        return handed.getFieldsCount() == 0
                ? Optional.empty()
                : Optional.of(new Checkpoint(
                        0,
                        (long) member(handed, "step").getNumberValue(),
                        member(handed, "data").getStructValue()));
    }

    Struct asMetadata() {
        return Parts.struct(Map.of(
                Extensions.CHECKPOINT,
                Map.of(
                        "progress",
                        progress,
                        "checkpoint",
                        Map.of(
                                "step",
                                step,
                                "data",
                                Value.newBuilder().setStructValue(data).build()))));
    }

    private static Value member(Struct struct, String name) {
        return struct.getFieldsOrDefault(name, Value.getDefaultInstance());
    }
}
