package dev.parley.mesh;

import dev.parley.envoy.bootstrap.Member;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The part of a mesh over several hosts that is started here.
 *
 * @param name of this host, among the hosts
 */
public record OnHost(Hosts hosts, String name) {
    private static final Set<Member> WITH_STORES = Set.of(Member.TASK, Member.ROUTER, Member.REGISTRY);

    public OnHost {
        if (hosts.find(name).isEmpty()) {
            throw new IllegalArgumentException("\"" + name + "\" (expected: one of the hosts "
                    + hosts.hosts().stream().map(Hosts.Host::name).collect(Collectors.joining(", ")) + ")");
        }
    }

    Hosts.Host here() {
        return hosts.find(name).orElseThrow();
    }

    /** How many processes of services run here. */
    public int processes() {
        return Instances.SERVICES.stream().mapToInt(here()::of).sum();
    }

    /** Whether something here speaks with PostgreSQL and Redis. */
    boolean needsStores() {
        return WITH_STORES.stream().anyMatch(service -> here().of(service) > 0);
    }
}
