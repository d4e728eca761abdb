package dev.parley.edge.operations;

import dev.parley.edge.EdgeConfig;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.util.Optional;
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

    /** The version as a request states it, if it does. */
    public static @Nullable String text(HttpRequest<?> request) {
        String header = request.getHeaders().get(NAME);
        return header != null ? header : request.getParameters().get(NAME);
    }
}
