package dev.parley.cli.conformance.v03;

import static dev.parley.cli.conformance.suite.Level.MUST;

import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.wire.Binding;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All checks of 0.3, in the order in which they are made. */
public final class V03Checks {
    private static final Set<Binding> ALL = EnumSet.of(Binding.JSONRPC, Binding.HTTP_JSON, Binding.GRPC);

    private V03Checks() {}

    public static List<Check> all() {
        return Stream.of(
                        V03CardChecks.all(),
                        V03EqualityChecks.all(),
                        V03SendChecks.all(),
                        V03TaskChecks.all(),
                        V03StreamChecks.all(),
                        V03PushChecks.all(),
                        V03RobustChecks.all(),
                        V03FormChecks.all(),
                        V03AuthChecks.all())
                .flatMap(List::stream)
                .toList();
    }

    /** A MUST of 0.3 that each of its bindings must keep. */
    static Check each(String name, String section, String title, Check.OlderBody run) {
        return on(ALL, name, section, title, run);
    }

    static Check on(Set<Binding> bindings, String name, String section, String title, Check.OlderBody run) {
        return Check.older(bindings, MUST, "v03/" + name, section + " of 0.3", title, run);
    }

    /** A MUST of 0.3 for the agent as a whole. */
    static Check once(String name, String section, String title, Check.AgentBody run) {
        return Check.once(MUST, "v03/" + name, section + " of 0.3", title, run);
    }
}
