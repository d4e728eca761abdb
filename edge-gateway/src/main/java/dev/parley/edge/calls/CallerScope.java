package dev.parley.edge.calls;

import dev.parley.edge.http.RequestTraces;
import dev.parley.edge.overload.AcceptLimit;
import dev.parley.edge.overload.Door;
import dev.parley.edge.trace.RequestSpans;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import io.grpc.Context;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs the work of one request as its principal. A caller that leaves does not end the internal call it waits for: only its
 * reply names the task whose answer must then be withdrawn (README, "Why").
 */
@Singleton
public final class CallerScope {
    private final Authentication authentication;

    CallerScope(Authentication authentication) {
        this.authentication = authentication;
    }

    /** Internal calls made inside {@code work} are made for the request's principal. */
    public <T> T run(HttpRequest<?> request, Supplier<T> work) {
        return RequestSpans.within(
                RequestTraces.of(request), () -> run(CallHeaders.of(request), Door.letIn(request), work));
    }

    /** Like {@link #run(HttpRequest, Supplier)}, for a request that came by whatever way. */
    public <T> T run(CallHeaders headers, Supplier<T> work) {
        return run(headers, Optional.empty(), work);
    }

    private <T> T run(CallHeaders headers, Optional<AcceptLimit.Waiting> letIn, Supplier<T> work) {
        Context caller = CallerIdentity.detached(authentication.authenticate(headers));
        Context context =
                letIn.map(waiting -> AcceptLimit.through(caller, waiting)).orElse(caller);
        Context outer = context.attach();
        try {
            return work.get();
        } finally {
            context.detach(outer);
        }
    }

    /** Runs work that outlives the caller on a virtual thread of its own, as {@code principal}. */
    public static void runDetached(Principal principal, Runnable work) {
        Thread.startVirtualThread(CallerIdentity.detached(principal).wrap(work));
    }
}
