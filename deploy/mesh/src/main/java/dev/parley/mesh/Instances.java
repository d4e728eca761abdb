package dev.parley.mesh;

import dev.parley.envoy.bootstrap.Member;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How many processes each service has: one, where nothing else is said. */
public record Instances(Map<Member, Integer> counts) {
    /** The services that have processes, in the order in which a message meets them. */
    public static final List<Member> SERVICES =
            List.of(Member.EDGE, Member.TASK, Member.ROUTER, Member.REGISTRY, Member.EMBED);
    /** One of each. */
    public static final Instances ONE_EACH = new Instances(Map.of());

    private static final int MOST = 20;

    public Instances {
        Map<Member, Integer> all = new EnumMap<>(Member.class);
        for (Member service : SERVICES) {
            all.put(service, counts.getOrDefault(service, 1));
        }
        counts = Map.copyOf(all);
    }

    /**
     * Reads {@code task=3,router=2}.
     *
     * @throws IllegalArgumentException for anything else; the message names it
     */
    public static Instances parse(String text) {
        Map<Member, Integer> counts = new EnumMap<>(Member.class);
        for (String part : text.split(",", -1)) {
            String[] pair = part.strip().split("=", -1);
            Member service = pair.length == 2 ? service(pair[0].strip()) : null;
            if (service == null
                    || !pair[1].strip().matches("[1-9][0-9]?")
                    || Integer.parseInt(pair[1].strip()) > MOST) {
                throw new IllegalArgumentException("\"" + part + "\" (expected: SERVICE=N, of "
                        + SERVICES.stream().map(Member::id).collect(Collectors.joining(", ")) + ", 1 to " + MOST + ")");
            }
            if (counts.put(service, Integer.parseInt(pair[1].strip())) != null) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" names " + service.id() + " twice (expected: once)");
            }
        }
        return new Instances(counts);
    }

    private static @Nullable Member service(String id) {
        return Arrays.stream(Member.values())
                .filter(SERVICES::contains)
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    public int of(Member service) {
        return counts.getOrDefault(service, 1);
    }

    /** Of all services together. */
    public int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
