package dev.parley.cli.talk;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is needed of an agent, beside words: the members of the {@code route} extension. */
final class NeedOptions {
    private static final int HIGHEST_PRIORITY = 9;

    @Option(names = "--skill", paramLabel = "ID", description = "The agent must have this skill; may be repeated.")
    private List<String> skills = List.of();

    @Option(names = "--tag", paramLabel = "TAG", description = "The agent must have this tag; may be repeated.")
    private List<String> tags = List.of();

    @Option(
            names = "--input-mode",
            paramLabel = "TYPE",
            description = "The agent must take this media type, text/csv for instance; may be repeated.")
    private List<String> inputModes = List.of();

    @Option(
            names = "--output-mode",
            paramLabel = "TYPE",
            description = "The agent must give this media type; repeated: any one of them.")
    private List<String> outputModes = List.of();

    @Option(names = "--max-latency-ms", paramLabel = "MS", description = "No agent slower than this.")
    private @Nullable Double maxLatencyMs;

    @Option(names = "--max-cost", paramLabel = "COST", description = "No agent dearer than this a request.")
    private @Nullable Double maxCost;

    @Option(names = "--min-quality", paramLabel = "0..1", description = "No agent of lesser quality.")
    private @Nullable Double minQuality;

    @Option(
            names = "--weights",
            split = ",",
            paramLabel = "NAME=NUMBER",
            description =
                    "What counts in the choice: similarity, latency, cost, quality; similarity=0.5,latency=0.2 for"
                            + " instance. The mesh has its own for those left out.")
    private Map<String, Double> weights = Map.of();

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description = "How long the whole may take: 30s, 10m, 2h, 3d; at most 30 days.")
    private @Nullable String deadline;

    @Option(
            names = "--priority",
            paramLabel = "0..9",
            description = "Which of your messages goes first to an agent that is busy; usually 4, 9 is the highest.")
    private @Nullable Integer priority;

    @Option(
            names = "--start-at",
            paramLabel = "TIME",
            description = "No agent hears of it before: 2026-11-30T08:00:00Z, or a time from now, +10m for instance.")
    private @Nullable String startAt;

    @Option(
            names = "--retry",
            paramLabel = "POLICY",
            description = "When another agent may be tried: never, if-not-started (the default) or always.")
    private @Nullable String retry;

    /** The extension's members; empty when nothing was asked for. */
    Optional<Struct> toStruct() {
        Struct.Builder need = Struct.newBuilder();
        if (!skills.isEmpty()) {
            need.putFields("skills", list(skills));
        }
        if (!tags.isEmpty()) {
            need.putFields("tags", list(tags));
        }
        if (!inputModes.isEmpty()) {
            need.putFields("inputModes", list(inputModes));
        }
        if (!outputModes.isEmpty()) {
            need.putFields("outputModes", list(outputModes));
        }
        number(need, "maxLatencyMs", maxLatencyMs);
        number(need, "maxCost", maxCost);
        number(need, "minQuality", minQuality);
        if (!weights.isEmpty()) {
            Struct.Builder named = Struct.newBuilder();
            weights.forEach((name, value) -> number(named, name, value));
            need.putFields("weights", Value.newBuilder().setStructValue(named).build());
        }
        if (deadline != null) {
            need.putFields(
                    "deadline",
                    Value.newBuilder()
                            .setStringValue(When.lasting("--deadline", deadline).toSeconds() + "s")
                            .build());
        }
        if (priority != null) {
            if (priority < 0 || priority > HIGHEST_PRIORITY) {
                throw new CliException(
                        ExitStatus.USAGE,
                        "--priority " + priority + " (expected: a whole number from 0 to " + HIGHEST_PRIORITY + ")");
            }
            number(need, "priority", priority.doubleValue());
        }
        if (startAt != null) {
            need.putFields(
                    "startAt",
                    Value.newBuilder()
                            .setStringValue(new When(InstantSource.system())
                                    .ahead("--start-at", startAt)
                                    .toString())
                            .build());
        }
        if (retry != null) {
            need.putFields("retry", Value.newBuilder().setStringValue(retry).build());
        }
        return need.getFieldsCount() == 0 ? Optional.empty() : Optional.of(need.build());
    }

    private static void number(Struct.Builder need, String name, @Nullable Double value) {
        if (value != null) {
            need.putFields(name, Value.newBuilder().setNumberValue(value).build());
        }
    }

    private static Value list(List<String> texts) {
        ListValue.Builder list = ListValue.newBuilder();
        texts.forEach(text -> list.addValues(Value.newBuilder().setStringValue(text)));
        return Value.newBuilder().setListValue(list).build();
    }
}
