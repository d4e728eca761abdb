package dev.parley.cli.conformance.suite;

import dev.parley.cli.conformance.wire.Binding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a run is made.
 *
 * @param only names, groups or sections; empty for all
 * @param weakest checks weaker than this level are left out
 * @param timeout for an answer, and for a stream's next event
 * @param headers of every request, as header or metadata
 * @param otherHeaders of requests of a second caller; empty without one
 * @param text what messages say
 * @param scripted whether the agent acts on {@link Script}s; empty to find out
 * @param webhookHost under which the agent reaches the receiver of push notifications
 * @param runId part of every messageId
 */
public record SuiteOptions(
        Set<Binding> bindings,
        List<String> only,
        Level weakest,
        Duration timeout,
        Map<String, String> headers,
        Map<String, String> otherHeaders,
        String text,
        Optional<Boolean> scripted,
        String webhookHost,
        String runId) {
    public SuiteOptions {
        bindings = Set.copyOf(bindings);
        only = List.copyOf(only);
        headers = Map.copyOf(headers);
        otherHeaders = Map.copyOf(otherHeaders);
    }

    /** True when the run makes this check. */
    public boolean wants(Check check) {
        return check.level().compareTo(weakest) <= 0
                && (only.isEmpty() || only.stream().anyMatch(check::isMeantBy));
    }
}
