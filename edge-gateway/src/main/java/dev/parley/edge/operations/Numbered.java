package dev.parley.edge.operations;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.task.v1.TaskEvent;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Set;

/**
 * Passes a stream on with each event's number in its metadata, for callers that activated the extension {@code cursor}: some
 * transports have no other place for it.
 *
 * @param <Q> the request of the internal stream
 */
final class Numbered<Q> implements ClientResponseObserver<Q, TaskEvent> {
    private final ClientResponseObserver<Q, TaskEvent> reader;

    private Numbered(ClientResponseObserver<Q, TaskEvent> reader) {
        this.reader = reader;
    }

    /** @param extensions that the call activated */
    static <Q> ClientResponseObserver<Q, TaskEvent> asActivated(
            Set<String> extensions, ClientResponseObserver<Q, TaskEvent> reader) {
        return extensions.contains(Extensions.CURSOR) ? new Numbered<>(reader) : reader;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> events) {
        reader.beforeStart(events);
    }

    @Override
    public void onNext(TaskEvent event) {
        reader.onNext(event.toBuilder()
                .setEvent(numbered(event.getEvent(), event.getSequence()))
                .build());
    }

    private static StreamResponse numbered(StreamResponse event, long sequence) {
        StreamResponse.Builder numbered = event.toBuilder();
        Struct.Builder metadata = switch (event.getPayloadCase()) {
            case TASK -> numbered.getTaskBuilder().getMetadataBuilder();
            case MESSAGE -> numbered.getMessageBuilder().getMetadataBuilder();
            case STATUS_UPDATE -> numbered.getStatusUpdateBuilder().getMetadataBuilder();
            case ARTIFACT_UPDATE -> numbered.getArtifactUpdateBuilder().getMetadataBuilder();
            case PAYLOAD_NOT_SET -> Struct.newBuilder();
        };
        // a string, as the SSE id is: a double would not hold every number
        Value number =
                Value.newBuilder().setStringValue(Long.toString(sequence)).build();
        metadata.putFields(
                Extensions.CURSOR,
                Value.newBuilder()
                        .setStructValue(Struct.newBuilder().putFields("sequence", number))
                        .build());
        return numbered.build();
    }

    @Override
    public void onError(Throwable failure) {
        reader.onError(failure);
    }

    @Override
    public void onCompleted() {
        reader.onCompleted();
    }
}
