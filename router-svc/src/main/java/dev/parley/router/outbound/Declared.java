package dev.parley.router.outbound;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentExtension;
import dev.parley.proto.dialect.v03.FileBytes;
import dev.parley.proto.extension.Extensions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an agent declares of itself: in the {@code agent} extension of its card, and which extensions it requires.
 *
 * @param notStartedStatuses the statuses, of 429 and 503, that prove "not started"
 * @param files how it has the bytes of files in 0.3's messages
 * @param required the extensions that whoever calls it has to activate, but for the mesh's own
 * @param checkpoints it reports progress and checkpoints when the mesh activates that
 */
public record Declared(Set<Integer> notStartedStatuses, FileBytes files, List<String> required, boolean checkpoints) {
    static final String NOT_STARTED_STATUSES = "notStartedStatuses";

    /** "raw" for an agent on the SDK in JavaScript; nothing in its messages says it, and most SDKs have base64. */
    static final String FILE_BYTES = "fileBytes";

    private static final Set<Integer> MAY_BE_DECLARED = Set.of(429, 503);

    public Declared {
        notStartedStatuses = Set.copyOf(notStartedStatuses);
        required = List.copyOf(required);
    }

    static Declared of(AgentCard card) {
        Struct params = card.getCapabilities().getExtensionsList().stream()
                .filter(extension -> extension.getUri().equals(Extensions.AGENT))
                .findFirst()
                .map(AgentExtension::getParams)
                .orElseGet(Struct::getDefaultInstance);
        Set<Integer> statuses = member(params, NOT_STARTED_STATUSES).getListValue().getValuesList().stream()
                .map(value -> (int) value.getNumberValue())
                .filter(MAY_BE_DECLARED::contains)
                .collect(Collectors.toSet());
        boolean raw = member(params, FILE_BYTES).getStringValue().equals("raw");
        return new Declared(
                statuses,
                raw ? FileBytes.RAW : FileBytes.BASE64,
                Extensions.required(card),
                Extensions.reportsCheckpoints(card));
    }

    private static Value member(Struct params, String name) {
        return params.getFieldsOrDefault(name, Value.getDefaultInstance());
    }
}
