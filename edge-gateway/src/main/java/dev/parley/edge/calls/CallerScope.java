package dev.parley.edge.calls;

import dev.parley.edge.connection.Connection;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import io.grpc.Context;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** Runs the work of one request as its principal, and ends its internal calls when the caller leaves. */
@Singleton
public final class CallerScope {
    private final Authentication authentication;

    CallerScope(Authentication authentication) {
        this.authentication = authentication;
    }

    /** Calls made inside {@code work} are cancelled when the connection closes; what they started goes on. */
    public <T> T run(HttpRequest<?> request, Supplier<T> work) {
        Context.CancellableContext context =
                CallerIdentity.detached(authentication.authenticate(request)).withCancellation();
        Connection.Registration leaving = Connection.of(request).onLeave(() -> context.cancel(null));
        try {
            return call(context, work);
        } finally {
            leaving.close();
            context.cancel(null);
        }
    }

    /** Runs work that outlives the caller, as {@code principal}. */
    public static void runDetached(Principal principal, Runnable work) {
        Thread.startVirtualThread(CallerIdentity.detached(principal).wrap(work));
    }

    private static <T> T call(Context context, Supplier<T> work) {
        Context outer = context.attach();
        try {
            return work.get();
        } finally {
            context.detach(outer);
        }
    }
}
