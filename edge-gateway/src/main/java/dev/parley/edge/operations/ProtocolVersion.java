package dev.parley.edge.operations;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.calls.CallHeaders;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which version a method is called in. The method name decides; the header {@code A2A-Version} (or the query parameter) may
 * not contradict it. Without one a 1.0 method counts as 1.0, and is counted, unless the edge is strict; an older method never
 * has one.
 */
@Singleton
public final class ProtocolVersion {
    public static final String NAME = "A2A-Version";

    private final boolean strict;
    private final Counter unversioned;

    ProtocolVersion(EdgeConfig config, MeterRegistry meters) {
        this.strict = config.strictVersion();
        this.unversioned = Counter.builder("a2a.requests.unversioned")
                .description("Calls of 1.0 methods without A2A-Version")
                .register(meters);
    }

    /**
     * @param called the version that has the method
     * @throws A2aException VERSION_NOT_SUPPORTED
     */
    public void check(HttpRequest<?> request, A2aVersion called) {
        check(text(request), called);
    }

    /**
     * @param stated as the caller states it, if it does
     * @param called the version that has the method
     * @throws A2aException VERSION_NOT_SUPPORTED
     */
    public void check(@Nullable String stated, A2aVersion called) {
        if (stated == null || stated.isBlank()) {
            if (called == A2aVersion.V1_0) {
                requireLenience();
            }
            return;
        }
        A2aVersion version = known(stated);
        if (version != called) {
            throw refused(stated, called.number() + ", the version that has this method");
        }
    }

    /**
     * For what no version has.
     *
     * @param stated as the caller states it, if it does
     * @throws A2aException VERSION_NOT_SUPPORTED for one that is not spoken here
     */
    public static void requireKnown(@Nullable String stated) {
        if (stated != null && !stated.isBlank()) {
            known(stated);
        }
    }

    private static A2aVersion known(String stated) {
        return A2aVersion.of(stated).orElseThrow(() -> refused(stated, "one of " + A2aVersion.supported()));
    }

    private void requireLenience() {
        unversioned.increment();
        if (strict) {
            throw new A2aException(
                    A2aErrorCode.VERSION_NOT_SUPPORTED,
                    "A2A-Version is missing (expected: 1.0; without it a call means 0.3, which has no such method)");
        }
    }

    private static A2aException refused(String stated, String expected) {
        return new A2aException(
                A2aErrorCode.VERSION_NOT_SUPPORTED, "A2A-Version \"" + stated + "\" (expected: " + expected + ")");
    }

    /** The version that a request states, where that only chooses a shape; empty for none and for an unknown one. */
    public static Optional<A2aVersion> stated(HttpRequest<?> request) {
        return Optional.ofNullable(text(request)).flatMap(A2aVersion::of);
    }

    /** True if a request states any version. */
    public static boolean isStated(HttpRequest<?> request) {
        String text = text(request);
        return text != null && !text.isBlank();
    }

    /**
     * The version as a request states it, if it does, by header or query; where it states several, all of them, which is none
     * that is spoken here.
     */
    public static @Nullable String text(HttpRequest<?> request) {
        return text(Stream.of(
                        request.getHeaders().getAll(NAME),
                        request.getParameters().getAll(NAME))
                .flatMap(List::stream)
                .toList());
    }

    /** The same of what a call says beside its request. */
    public static @Nullable String text(CallHeaders headers) {
        return text(headers.all(NAME));
    }

    private static @Nullable String text(List<String> stated) {
        return stated.isEmpty()
                ? null
                : stated.stream().map(String::strip).distinct().collect(Collectors.joining(", "));
    }

    /**
     * The version in whose shape an error is written to a request of which nothing else is known: without a statement it is
     * 0.3's (A2A 1.0.1 §3.6.2), and who states one that is not spoken here knows 1.0.
     *
     * @param stated as the caller states it, if it does
     */
    public static A2aVersion assumed(@Nullable String stated) {
        return stated == null || stated.isBlank()
                ? A2aVersion.V0_3
                : A2aVersion.of(stated).orElse(A2aVersion.V1_0);
    }
}
