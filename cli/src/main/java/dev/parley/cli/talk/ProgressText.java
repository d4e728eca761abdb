package dev.parley.cli.talk;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.extension.Extensions;
import java.util.Locale;
import java.util.Optional;

/** What an agent reports of its progress, in words. */
final class ProgressText {
    private static final int BAR = 20;

    private ProgressText() {}

    /**
     * A bar, the share and the checkpoint, as far as there are.
     *
     * @param metadata of a task or of one of its events
     */
    static Optional<String> of(Struct metadata) {
        Struct report = member(metadata, Extensions.CHECKPOINT).getStructValue();
        Value progress = member(report, "progress");
        Value step = member(member(report, "checkpoint").getStructValue(), "step");
        if (!progress.hasNumberValue() && !step.hasNumberValue()) {
            return Optional.empty();
        }
        String bar = progress.hasNumberValue() ? bar(Math.clamp(progress.getNumberValue(), 0, 1)) : "";
        String saved = step.hasNumberValue() ? "checkpoint at step " + (long) step.getNumberValue() : "";
        return Optional.of(bar + (bar.isEmpty() || saved.isEmpty() ? "" : ", ") + saved);
    }

    private static String bar(double share) {
        int full = (int) Math.floor(share * BAR);
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] "
                + String.format(Locale.ROOT, "%d %%", (int) Math.floor(share * 100));
    }

    private static Value member(Struct struct, String name) {
        return struct.getFieldsOrDefault(name, Value.getDefaultInstance());
    }
}
