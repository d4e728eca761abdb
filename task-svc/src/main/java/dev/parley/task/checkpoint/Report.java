package dev.parley.task.checkpoint;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent said under the extension's URI: as much of it as makes sense, and what does not. Members that are not known are ignored.
 *
 * @param progress 0 to 1
 * @param resourceMetadata what the work has cost so far
 */
record Report(
        @Nullable Value progress,
        @Nullable Offered checkpoint,
        @Nullable Value resourceMetadata,
        List<String> faults) {
    private static final Value NULL =
            Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();
    private static final int MOST_RESOURCE_BYTES = 4096;
    private static final int MOST_SHOWN = 60;
    // what a double counts exactly
    private static final double LARGEST_STEP = 1L << 53;

    /**
     * A state that an agent offers to go on from.
     *
     * @param step the last one that is done; 0 for none yet
     * @param bytes of all of it, as serialized
     */
    record Offered(long step, ListValue completedSteps, Value data, Struct metadata, int bytes) {}

    Report {
        faults = List.copyOf(faults);
    }

    /** @param maxBytes of a checkpoint */
    static Report read(Value said, int maxBytes) {
        List<String> faults = new ArrayList<>();
        if (!said.hasStructValue()) {
            faults.add("the report is " + shown(said) + " (expected: an object)");
            return new Report(null, null, null, faults);
        }
        Struct members = said.getStructValue();
        return new Report(
                progress(member(members, "progress"), faults),
                checkpoint(member(members, "checkpoint"), maxBytes, faults),
                resources(member(members, "resourceMetadata"), faults),
                faults);
    }

    private static @Nullable Value progress(@Nullable Value said, List<String> faults) {
        if (said == null) {
            return null;
        }
        double number = said.getNumberValue();
        if (!said.hasNumberValue() || !(number >= 0 && number <= 1)) {
            faults.add("progress is " + shown(said) + " (expected: a number from 0 to 1)");
            return null;
        }
        return said;
    }

    private static @Nullable Value resources(@Nullable Value said, List<String> faults) {
        if (said == null) {
            return null;
        }
        if (!said.hasStructValue() || said.getSerializedSize() > MOST_RESOURCE_BYTES || !CanonicalJson.isJson(said)) {
            faults.add("resourceMetadata is " + shown(said) + " (expected: an object of " + MOST_RESOURCE_BYTES
                    + " bytes at most)");
            return null;
        }
        return said;
    }

    private static @Nullable Offered checkpoint(@Nullable Value said, int maxBytes, List<String> faults) {
        if (said == null) {
            return null;
        }
        if (!said.hasStructValue()) {
            faults.add("checkpoint is " + shown(said) + " (expected: an object with a step)");
            return null;
        }
        int bytes = said.getSerializedSize();
        if (bytes > maxBytes) {
            faults.add("checkpoint of " + bytes + " bytes (expected: " + maxBytes + " at most)");
            return null;
        }
        if (!CanonicalJson.isJson(said)) {
            faults.add("checkpoint has a number that is none (expected: JSON)");
            return null;
        }
        return offered(said.getStructValue(), bytes, faults);
    }

    private static @Nullable Offered offered(Struct checkpoint, int bytes, List<String> faults) {
        Value step = member(checkpoint, "step");
        double number = step == null ? Double.NaN : step.getNumberValue();
        if (step == null || !step.hasNumberValue() || !(number >= 0 && number <= LARGEST_STEP) || number % 1 != 0) {
            faults.add("checkpoint.step is " + shown(step) + " (expected: a whole number from 0)");
            return null;
        }
        Value completed = member(checkpoint, "completedSteps");
        Value metadata = member(checkpoint, "metadata");
        if (completed != null && !completed.hasListValue()) {
            faults.add("checkpoint.completedSteps is " + shown(completed) + " (expected: an array)");
            return null;
        }
        if (metadata != null && !metadata.hasStructValue()) {
            faults.add("checkpoint.metadata is " + shown(metadata) + " (expected: an object)");
            return null;
        }
        return new Offered(
                (long) number,
                completed == null ? ListValue.getDefaultInstance() : completed.getListValue(),
                checkpoint.getFieldsOrDefault("data", NULL),
                metadata == null ? Struct.getDefaultInstance() : metadata.getStructValue(),
                bytes);
    }

    /** Null where it is not there, or null. */
    private static @Nullable Value member(Struct members, String name) {
        Value value = members.getFieldsMap().get(name);
        return value == null || value.hasNullValue() || value.getKindCase() == Value.KindCase.KIND_NOT_SET
                ? null
                : value;
    }

    private static String shown(@Nullable Value value) {
        if (value == null) {
            return "not there";
        }
        String text = switch (value.getKindCase()) {
            case STRING_VALUE -> "\"" + value.getStringValue() + "\"";
            case NUMBER_VALUE -> String.valueOf(value.getNumberValue());
            case BOOL_VALUE -> String.valueOf(value.getBoolValue());
            case STRUCT_VALUE -> "an object of " + value.getSerializedSize() + " bytes";
            case LIST_VALUE -> "an array";
            case NULL_VALUE, KIND_NOT_SET -> "null";
        };
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }
}
