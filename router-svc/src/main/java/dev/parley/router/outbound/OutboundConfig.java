package dev.parley.router.outbound;

import dev.parley.proto.dialect.ProtocolBinding;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;

/**
 * Calls to agents. Keys {@code parley.router.outbound.*}.
 *
 * @param idleTimeout AGENT_TIMEOUT: without any sign of life for so long a call ends SILENT, unless the caller says another
 * @param unaryTimeout for GetTask and CancelTask, from the request to the last byte
 * @param maxAnswerBytes for one event of a stream, and for one plain answer
 * @param maxHops how often a message may pass from mesh to mesh
 * @param lingerAfterEnd how long a stream may stay open behind its last state before it is cut
 * @param pollAtFirst the first pause between two looks at a task, doubled up to {@code pollAtMost}
 * @param lookAttempts how often a task is asked for in a row before an agent that does not answer counts as gone
 * @param bindings which bindings to prefer on agents that have several, as cards name them; empty for the card's order
 * @param interfaceRetryAfter how long an interface that did not answer goes last, on agents that have several
 */
@ConfigurationProperties("parley.router.outbound")
public record OutboundConfig(
        @NotNull @Bindable(defaultValue = "300s") Duration idleTimeout,
        @NotNull @Bindable(defaultValue = "5s") Duration unaryTimeout,
        @Min(1024) @Bindable(defaultValue = "4194304") int maxAnswerBytes,
        @Min(1) @Bindable(defaultValue = "8") int maxHops,
        @NotNull @Bindable(defaultValue = "1s") Duration lingerAfterEnd,
        @NotNull @Bindable(defaultValue = "50ms") Duration pollAtFirst,
        @NotNull @Bindable(defaultValue = "1s") Duration pollAtMost,
        @Min(1) @Bindable(defaultValue = "5") int lookAttempts,
        @Bindable(defaultValue = "") List<String> bindings,
        @NotNull @Bindable(defaultValue = "30s") Duration interfaceRetryAfter) {
    public OutboundConfig {
        bindings = bindings.stream().filter(name -> !name.isBlank()).toList();
        preferred(bindings);
    }

    /** The bindings to prefer, best first. */
    List<ProtocolBinding> preferred() {
        return preferred(bindings);
    }

    private static List<ProtocolBinding> preferred(List<String> names) {
        return names.stream()
                .map(name -> ProtocolBinding.of(name)
                        .orElseThrow(() -> new IllegalArgumentException("parley.router.outbound.bindings: \"" + name
                                + "\" (expected: JSONRPC, HTTP+JSON or GRPC)")))
                .toList();
    }
}
