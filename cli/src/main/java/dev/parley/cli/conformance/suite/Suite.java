package dev.parley.cli.conformance.suite;

import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.Exchange;
import dev.parley.cli.conformance.wire.Transcript;
import dev.parley.cli.conformance.wire.Unanswered;
import dev.parley.cli.conformance.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs checks against one agent, one after the other. */
public final class Suite {
    private final List<Check> checks;
    private final SuiteOptions options;

    public Suite(List<Check> checks, SuiteOptions options) {
        this.checks = List.copyOf(checks);
        this.options = options;
    }

    /**
     * @param each told of every finding as it comes
     * @return all of them; a check that a binding cannot have is not among them, one that could not be made is, as skipped
     */
    public List<Finding> run(Agent agent, Consumer<Finding> each) {
        List<Finding> findings = new ArrayList<>();
        Consumer<Finding> note = finding -> {
            findings.add(finding);
            each.accept(finding);
        };
        for (Check check : wanted()) {
            if (check.body() instanceof Check.Body.OnAgent body) {
                note.accept(judge(check, "agent", t -> body.run().run(new AgentProbe(agent, t))));
            }
        }
        for (Binding binding : Binding.values()) {
            if (options.bindings().contains(binding)) {
                runOn(agent, binding, note);
            }
        }
        return findings;
    }

    private List<Check> wanted() {
        return checks.stream().filter(options::wants).toList();
    }

    private void runOn(Agent agent, Binding binding, Consumer<Finding> note) {
        Optional<Wire> wire =
                agent.wires().stream().filter(one -> one.binding() == binding).findFirst();
        if (wire.isEmpty() && !isMissed(binding)) {
            return;
        }
        for (Check check : wanted()) {
            if (check.bindings().contains(binding)) {
                note.accept(judge(check, binding.label(), transcript -> {
                    switch (check.body()) {
                        case Check.Body.OnAgent once -> {
                            // made before
                        }
                        case Check.Body.OnOlder older -> older.run().run(new AgentProbe(agent, transcript), binding);
                        case Check.Body.OnBindings body -> {
                            Wire its = wire.orElseThrow(() ->
                                    new Verdict.Skipped("the card offers no interface of 1.0 over " + binding.label()));
                            body.run().run(new Probe(agent, its.recordingTo(transcript), transcript));
                        }
                    }
                }));
            }
        }
    }

    /** A custom binding is missed only by who names the bindings to be looked at. */
    private boolean isMissed(Binding binding) {
        return !binding.isCustom() || options.bindings().size() < Binding.values().length;
    }

    private interface Work {
        void with(Transcript transcript) throws Exception;
    }

    private static Finding judge(Check check, String place, Work work) {
        Transcript transcript = new Transcript();
        long start = System.nanoTime();
        Outcome outcome = outcome(work, transcript);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        // only what failed is ever explained, and a run has hundreds of checks
        List<Exchange> kept = outcome instanceof Outcome.Failed ? transcript.exchanges() : List.of();
        return new Finding(check, place, outcome, took, kept);
    }

    private static Outcome outcome(Work work, Transcript transcript) {
        try {
            work.with(transcript);
            return new Outcome.Passed();
        } catch (Verdict.Failed failed) {
            return new Outcome.Failed(failed.expected(), failed.got());
        } catch (Verdict.Skipped skipped) {
            return new Outcome.Skipped(skipped.reason());
        } catch (Unanswered silent) {
            return new Outcome.Failed("an answer", silent.text());
        } catch (Exception e) {
            // whatever an agent sends must not end the run; the text says that the check itself gave up
            return new Outcome.Failed("an answer that the check understands", e.toString());
        }
    }
}
