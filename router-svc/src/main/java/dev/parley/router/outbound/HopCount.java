package dev.parley.router.outbound;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.SendMessageRequest;

/** Counts how often a message passed from mesh to mesh, in the request's metadata, so that loops end. */
final class HopCount {
    /** The metadata member; its value is a number. */
    static final String MEMBER = "https://parley.dev/ext/hops/v1";

    private HopCount() {}

    /**
     * The request with its count one higher. A missing or wrong count is 0.
     *
     * @throws CallFailed REFUSED when the count is over the limit
     */
    static SendMessageRequest oneMore(SendMessageRequest request, int maxHops) throws CallFailed {
        Value held = request.getMetadata().getFieldsOrDefault(MEMBER, Value.getDefaultInstance());
        double hops = Math.max(0, Math.floor(held.getNumberValue())) + 1;
        if (!(hops <= maxHops)) {
            throw new CallFailed(new CallOutcome.Refused(
                    0, "the message passed from mesh to mesh " + (long) hops + " times (hop limit " + maxHops + ")"));
        }
        Struct metadata = request.getMetadata().toBuilder()
                .putFields(MEMBER, Value.newBuilder().setNumberValue(hops).build())
                .build();
        return request.toBuilder().setMetadata(metadata).build();
    }
}
