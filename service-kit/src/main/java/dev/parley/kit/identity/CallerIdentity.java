package dev.parley.kit.identity;

import dev.parley.kit.tracing.GrpcContextStorage;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Carries the principal from service to service in gRPC metadata: {@code parley-tenant}, {@code parley-subject},
 * {@code parley-roles} (comma separated). In code it lives in the gRPC context. A call without one is the local caller's.
 */
public final class CallerIdentity {
    private static final Context.Key<Principal> PRINCIPAL = Context.key("parley-principal");
    private static final Metadata.Key<String> TENANT = ascii("parley-tenant");
    private static final Metadata.Key<String> SUBJECT = ascii("parley-subject");
    private static final Metadata.Key<String> ROLES = ascii("parley-roles");

    private CallerIdentity() {}

    /** The principal of the call being served; {@link Principal#LOCAL} outside any. */
    public static Principal current() {
        Principal principal = PRINCIPAL.get();
        return principal == null ? Principal.LOCAL : principal;
    }

    /** Runs {@code work} so that every gRPC call inside it is made for {@code principal}. */
    public static <T> T callAs(Principal principal, Callable<T> work) throws Exception {
        return Context.current().withValue(PRINCIPAL, principal).call(work);
    }

    /** A context for work that outlives the call: this principal, the call's trace, no deadline, no cancellation of the caller's. */
    public static Context detached(Principal principal) {
        return GrpcContextStorage.carried(Context.ROOT.withValue(PRINCIPAL, principal));
    }

    public static ClientInterceptor clientInterceptor() {
        return new ClientInterceptor() {
            @Override
            public <Q, R> ClientCall<Q, R> interceptCall(
                    MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
                return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                    @Override
                    public void start(Listener<R> listener, Metadata headers) {
                        Principal principal = current();
                        headers.put(TENANT, principal.tenant());
                        headers.put(SUBJECT, principal.subject());
                        if (!principal.roles().isEmpty()) {
                            headers.put(ROLES, String.join(",", principal.roles()));
                        }
                        super.start(listener, headers);
                    }
                };
            }
        };
    }

    public static ServerInterceptor serverInterceptor() {
        return new ServerInterceptor() {
            @Override
            public <Q, R> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
                Context context = Context.current().withValue(PRINCIPAL, read(headers));
                return Contexts.interceptCall(context, call, headers, next);
            }
        };
    }

    private static Principal read(Metadata headers) {
        String tenant = headers.get(TENANT);
        String subject = headers.get(SUBJECT);
        if (tenant == null || subject == null || tenant.isBlank() || subject.isBlank()) {
            return Principal.LOCAL;
        }
        String roles = headers.get(ROLES);
        return new Principal(tenant, subject, roles == null ? List.of() : List.of(roles.split(",", -1)));
    }

    private static Metadata.Key<String> ascii(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
