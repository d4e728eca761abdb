package dev.parley.cli.conformance.suite;

import dev.parley.cli.conformance.wire.Binding;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One rule of A2A 1.0.1 that can be seen from outside; of the group {@code websocket}, one of
 * {@code edge-gateway/websocket-binding.md}, and of {@code v03} one of 0.3.
 *
 * @param name {@code group/what}, never changed once published: reports and scripts name it
 * @param section of the specification
 * @param title the rule in one sentence
 * @param kit ids of the requirements of the public compatibility kit that it covers
 */
public record Check(String name, String section, Level level, String title, Body body, List<String> kit) {
    public Check {
        kit = List.copyOf(kit);
    }

    /** What a check does; it throws a {@link Verdict}, or returns when the rule holds. */
    public sealed interface Body {
        /** Once an agent. */
        record OnAgent(AgentBody run) implements Body {}

        /** Once a binding. */
        record OnBindings(Set<Binding> bindings, BindingBody run) implements Body {}

        /** Once a binding, in a version before 1.0: the check finds its own way to the agent. */
        record OnOlder(Set<Binding> bindings, OlderBody run) implements Body {}
    }

    /** The work of a check on the whole agent. */
    @FunctionalInterface
    public interface AgentBody {
        void run(AgentProbe probe) throws Exception;
    }

    /** The work of a check on one binding. */
    @FunctionalInterface
    public interface BindingBody {
        void run(Probe probe) throws Exception;
    }

    /** The work of a check on one binding in a version before 1.0. */
    @FunctionalInterface
    public interface OlderBody {
        void run(AgentProbe probe, Binding binding) throws Exception;
    }

    /** A rule that every binding must keep. */
    public static Check each(Level level, String name, String section, String title, BindingBody run) {
        return on(EnumSet.allOf(Binding.class), level, name, section, title, run);
    }

    /** A rule of some bindings. */
    public static Check on(
            Set<Binding> bindings, Level level, String name, String section, String title, BindingBody run) {
        return new Check(name, section, level, title, new Body.OnBindings(bindings, run), List.of());
    }

    /** A rule of some bindings in a version before 1.0, which {@code section} names. */
    public static Check older(
            Set<Binding> bindings, Level level, String name, String section, String title, OlderBody run) {
        return new Check(name, section, level, title, new Body.OnOlder(bindings, run), List.of());
    }

    /** A rule of the agent as a whole. */
    public static Check once(Level level, String name, String section, String title, AgentBody run) {
        return new Check(name, section, level, title, new Body.OnAgent(run), List.of());
    }

    /** The same check, covering requirements of the public kit. */
    public Check covers(String... requirements) {
        return new Check(name, section, level, title, body, List.of(requirements));
    }

    /** Where the check is made; empty for one of the agent as a whole. */
    public Set<Binding> bindings() {
        return switch (body) {
            case Body.OnAgent once -> Set.of();
            case Body.OnBindings each -> each.bindings();
            case Body.OnOlder older -> older.bindings();
        };
    }

    /** True when a selection of {@code --only} means it: its name, its group, its section or one above it. */
    public boolean isMeantBy(String selection) {
        return name.equals(selection)
                || name.startsWith(selection + "/")
                || section.equals(selection)
                || section.startsWith(selection + ".");
    }
}
