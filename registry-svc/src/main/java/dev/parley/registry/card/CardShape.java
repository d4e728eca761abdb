package dev.parley.registry.card;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;

/** The forms a card comes in. Only the first is A2A's; the others are older plans' and become 1.0 on arrival. */
public enum CardShape {
    /** A2A 1.0. */
    A2A_1_0("1.0"),
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
        throw new IllegalArgumentException("Card shape \"" + label + "\" (expected: one of the four)");
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
        return authentication != null && authentication.getStructValue().containsFields("schemes")
                ? AUTHENTICATION_SCHEMES
                : A2A_1_0;
    }
}
