package dev.parley.proto.extension;

import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.Need;
import dev.parley.proto.router.v1.RetryPolicy;
import dev.parley.proto.router.v1.Weights;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code route} extension: what a caller needs and how its message is to be handled, under {@link Extensions#ROUTE} in the metadata of its
 * message. Members that it does not define are refused, other than everywhere else: a misspelt limit would be no limit.
 */
public final class RouteExtension {
    private static final Map<String, RetryPolicy> RETRY_POLICIES = Map.of(
            "never", RetryPolicy.RETRY_POLICY_NEVER,
            "if-not-started", RetryPolicy.RETRY_POLICY_IF_NOT_STARTED,
            "always", RetryPolicy.RETRY_POLICY_ALWAYS);

    /** A message's priority is 0 to this. */
    public static final int HIGHEST_PRIORITY = 9;

    private RouteExtension() {}

    /**
     * @return the need, with {@code text} only if the metadata says {@code need}; empty without the extension
     * @throws A2aException INVALID_PARAMS, one violation for each member that is wrong or unknown
     */
    public static Optional<Need> read(SendMessageRequest request) {
        Value value = request.getMessage().getMetadata().getFieldsMap().get(Extensions.ROUTE);
        if (value == null || value.hasNullValue()) {
            return Optional.empty();
        }
        StructMembers members = StructMembers.of(value, "$.message.metadata[\"" + Extensions.ROUTE + "\"]");
        Need need = readNeed(members);
        members.refuseRest();
        members.throwIfWrong();
        return Optional.of(need);
    }

    private static Need readNeed(StructMembers members) {
        Need.Builder need = Need.newBuilder();
        members.text("need").ifPresent(need::setText);
        need.addAllSkills(members.texts("skills"));
        need.addAllTags(members.texts("tags"));
        need.addAllInputModes(members.texts("inputModes"));
        need.addAllOutputModes(members.texts("outputModes"));
        members.number("maxLatencyMs", Double.MAX_VALUE).ifPresent(need::setMaxLatencyMs);
        members.number("maxCost", Double.MAX_VALUE).ifPresent(need::setMaxCost);
        members.number("minQuality", 1).ifPresent(need::setMinQuality);
        members.inner("weights").ifPresent(weights -> need.setWeights(readWeights(weights)));
        readRetry(members).ifPresent(need::setRetry);
        members.duration("deadline").ifPresent(need::setDeadline);
        members.integer("priority", HIGHEST_PRIORITY).ifPresent(need::setPriority);
        members.timestamp("startAt").ifPresent(need::setStartAt);
        return need.build();
    }

    /**
     * What of a need counts at an agent's own address, where nothing is chosen: how and when the message is handled. Empty when the
     * need says nothing of that.
     */
    public static Optional<Need> handling(Need need) {
        Need.Builder kept = Need.newBuilder().setRetry(need.getRetry());
        if (need.hasDeadline()) {
            kept.setDeadline(need.getDeadline());
        }
        if (need.hasPriority()) {
            kept.setPriority(need.getPriority());
        }
        if (need.hasStartAt()) {
            kept.setStartAt(need.getStartAt());
        }
        return Optional.of(kept.build()).filter(handling -> !handling.equals(Need.getDefaultInstance()));
    }

    private static Weights readWeights(StructMembers members) {
        Weights.Builder weights = Weights.newBuilder();
        members.number("similarity", Double.MAX_VALUE).ifPresent(weights::setSimilarity);
        members.number("latency", Double.MAX_VALUE).ifPresent(weights::setLatency);
        members.number("cost", Double.MAX_VALUE).ifPresent(weights::setCost);
        members.number("quality", Double.MAX_VALUE).ifPresent(weights::setQuality);
        members.refuseRest();
        return weights.build();
    }

    private static Optional<RetryPolicy> readRetry(StructMembers members) {
        return members.text("retry").flatMap(text -> {
            @Nullable RetryPolicy policy = RETRY_POLICIES.get(text);
            if (policy == null) {
                members.refuse("retry", "\"never\", \"if-not-started\" or \"always\"");
            }
            return Optional.ofNullable(policy);
        });
    }
}
