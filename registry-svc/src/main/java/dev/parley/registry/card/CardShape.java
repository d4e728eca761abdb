package dev.parley.registry.card;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;

/** The forms a card comes in; all become 1.0 on arrival. The first two are A2A's, the others older plans'. */
public enum CardShape {
    /** A2A 1.0. */
    A2A_1_0("1.0"),
    /** A2A 0.3 and 0.2: {@code url}, {@code preferredTransport}, {@code additionalInterfaces}. */
    A2A_0_3("0.3"),
    /** {@code agent_id, agent_name, agent_version, capabilities[string], endpoints[]}. */
    CAPABILITY_LIST("capability-list"),
    /** {@code authentication.schemes}, flags in {@code capabilities}, skills without tags. */
    AUTHENTICATION_SCHEMES("authentication-schemes"),
    /** {@code endpoint, capabilities[string], authentication_required, supported_features[]}. */
    ENDPOINT("endpoint");

    private final String label;

    CardShape(String label) {
        this.label = label;
    }

    /** The name on the wire and in the database. */
    public String label() {
        return label;
    }

    public static CardShape ofLabel(String label) {
        for (CardShape shape : values()) {
            if (shape.label.equals(label)) {
                return shape;
            }
        }
        throw new IllegalArgumentException("Card shape \"" + label + "\" (expected: one of the five)");
    }

    /** Judges by the members that only one shape has; when in doubt it is A2A's, whose violations then say what is missing. */
    static CardShape of(Struct card) {
        if (card.containsFields("supportedInterfaces") || card.containsFields("supported_interfaces")) {
            return A2A_1_0;
        }
        if (card.containsFields("agent_name") || card.containsFields("agent_id")) {
            return CAPABILITY_LIST;
        }
        if (card.containsFields("endpoint")) {
            return ENDPOINT;
        }
        Value authentication = card.getFieldsMap().get("authentication");
        if (authentication != null && authentication.getStructValue().containsFields("schemes")) {
            return AUTHENTICATION_SCHEMES;
        }
        String version = card.getFieldsOrDefault("protocolVersion", Value.getDefaultInstance())
                .getStringValue();
        return version.startsWith("0.") || card.containsFields("url") ? A2A_0_3 : A2A_1_0;
    }
}
