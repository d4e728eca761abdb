package dev.parley.edge.calls;

import dev.parley.kit.tracing.TraceContexts;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.router.v1.CallContext;
import java.util.regex.Pattern;

/**
 * What the agent hears of a caller beside the message: the extensions that it activates (A2A 1.0.1 §3.2.6), but for the mesh's own,
 * its trace (W3C Trace Context; where the request has a span of ours, that one) and its baggage (W3C Baggage). What is not well
 * formed is left out, as both texts want.
 */
final class CallContexts {
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern TRACESTATE = Pattern.compile("[\\x20-\\x7e]{1,512}");

    private static final Pattern BAGGAGE = Pattern.compile("[\\x20-\\x7e]{1,8192}");

    private CallContexts() {}

    static CallContext of(CallHeaders headers) {
        CallContext.Builder context = CallContext.newBuilder();
        ExtensionHeaders.uris(headers).stream()
                .filter(Extensions::isForAgents)
                .distinct()
                .limit(Extensions.MOST_FOR_AGENTS)
                .forEach(context::addExtensions);
        String parent = headers.first("traceparent");
        if (parent != null && TRACEPARENT.matcher(parent).matches()) {
            context.setTraceparent(parent);
            String state = String.join(",", headers.all("tracestate"));
            if (TRACESTATE.matcher(state).matches()) {
                context.setTracestate(state);
            }
        }
        String baggage = String.join(",", headers.all("baggage"));
        if (BAGGAGE.matcher(baggage).matches()) {
            context.setBaggage(baggage);
        }
        return TraceContexts.inCurrent(context.build());
    }
}
