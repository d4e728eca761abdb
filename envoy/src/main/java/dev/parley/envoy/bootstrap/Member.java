package dev.parley.envoy.bootstrap;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Who takes part in the mesh, by the last part of its SPIFFE id, and who may call whom. */
public enum Member {
    /** A person's or a monitor's way in; no process of ours. */
    OPERATOR,
    FRONT,
    EDGE,
    TASK,
    ROUTER,
    REGISTRY,
    EMBED;

    /** Whose calls this member's Envoy lets through. */
    public List<Member> callers() {
        return switch (this) {
            case OPERATOR, FRONT -> List.of();
            case EDGE -> List.of(FRONT);
            case TASK -> List.of(EDGE, OPERATOR);
            case ROUTER -> List.of(EDGE, TASK, OPERATOR);
            case REGISTRY -> List.of(EDGE, ROUTER, OPERATOR);
            case EMBED -> List.of(REGISTRY, OPERATOR);
        };
    }

    /** Whom this member may call, in the order of the constants. */
    public Set<Member> callees() {
        Set<Member> callees = EnumSet.noneOf(Member.class);
        Arrays.stream(values()).filter(other -> other.callers().contains(this)).forEach(callees::add);
        return callees;
    }

    /** As in settings, certificates and the names of clusters: {@code task}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String spiffeId(String trustDomain) {
        return "spiffe://" + trustDomain + "/" + id();
    }

    static Optional<Member> of(String id) {
        return Arrays.stream(values()).filter(member -> member.id().equals(id)).findFirst();
    }
}
