package dev.parley.kit.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.ContextStorageProvider;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Keeps OpenTelemetry's context inside gRPC's, so that there is one thing to hand to another thread: what carries the
 * principal carries the trace. OpenTelemetry finds it by its service file.
 */
public final class GrpcContextStorage implements ContextStorageProvider {
    private static final io.grpc.Context.Key<Context> KEY = io.grpc.Context.key("parley-opentelemetry");

    /** A gRPC context with another OpenTelemetry context in it. */
    static io.grpc.Context in(io.grpc.Context grpc, Context context) {
        return grpc.withValue(KEY, context);
    }

    /** A gRPC context with the trace that is current now, if there is one. */
    public static io.grpc.Context carried(io.grpc.Context to) {
        Context current = KEY.get();
        return current == null ? to : in(to, current);
    }

    @Override
    public ContextStorage get() {
        return new ContextStorage() {
            @Override
            public Scope attach(@Nullable Context next) {
                if (next == null) {
                    return Scope.noop();
                }
                io.grpc.Context attached = in(io.grpc.Context.current(), next);
                io.grpc.Context before = attached.attach();
                return () -> attached.detach(before);
            }

            @Override
            public @Nullable Context current() {
                return KEY.get();
            }
        };
    }
}
