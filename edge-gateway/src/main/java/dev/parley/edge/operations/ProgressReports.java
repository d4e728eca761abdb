package dev.parley.edge.operations;

import com.google.protobuf.Struct;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.task.v1.TaskEvent;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Set;

/**
 * Leaves out of tasks and events what agents report of their progress, for callers that did not activate the extension
 * {@code checkpoint}: what an extension says is for who asked for it (A2A 1.0.1 §4.6).
 *
 * @param <Q> the request of the internal stream
 */
final class ProgressReports<Q> implements ClientResponseObserver<Q, TaskEvent> {
    private final ClientResponseObserver<Q, TaskEvent> reader;

    private ProgressReports(ClientResponseObserver<Q, TaskEvent> reader) {
        this.reader = reader;
    }

    /** @param extensions that the call activated */
    static <Q> ClientResponseObserver<Q, TaskEvent> asActivated(
            Set<String> extensions, ClientResponseObserver<Q, TaskEvent> reader) {
        return extensions.contains(Extensions.CHECKPOINT) ? reader : new ProgressReports<>(reader);
    }

    /** @param extensions that the call activated */
    static Task asActivated(Set<String> extensions, Task task) {
        return extensions.contains(Extensions.CHECKPOINT) || !isIn(task.getMetadata()) ? task : without(task);
    }

    private static boolean isIn(Struct metadata) {
        return metadata.containsFields(Extensions.CHECKPOINT);
    }

    private static Task without(Task task) {
        Struct rest = without(task.getMetadata());
        return rest.getFieldsCount() == 0
                ? task.toBuilder().clearMetadata().build()
                : task.toBuilder().setMetadata(rest).build();
    }

    private static Struct without(Struct metadata) {
        return metadata.toBuilder().removeFields(Extensions.CHECKPOINT).build();
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> events) {
        reader.beforeStart(events);
    }

    @Override
    public void onNext(TaskEvent event) {
        StreamResponse said = event.getEvent();
        boolean reports = switch (said.getPayloadCase()) {
            case TASK -> isIn(said.getTask().getMetadata());
            case STATUS_UPDATE -> isIn(said.getStatusUpdate().getMetadata());
            case ARTIFACT_UPDATE -> isIn(said.getArtifactUpdate().getMetadata());
            case MESSAGE, PAYLOAD_NOT_SET -> false;
        };
        reader.onNext(reports ? event.toBuilder().setEvent(without(said)).build() : event);
    }

    private static StreamResponse without(StreamResponse event) {
        StreamResponse.Builder without = event.toBuilder();
        switch (event.getPayloadCase()) {
            case TASK -> without.setTask(without(event.getTask()));
            case STATUS_UPDATE -> {
                Struct rest = without(event.getStatusUpdate().getMetadata());
                without.getStatusUpdateBuilder().clearMetadata();
                if (rest.getFieldsCount() > 0) {
                    without.getStatusUpdateBuilder().setMetadata(rest);
                }
            }
            case ARTIFACT_UPDATE -> {
                Struct rest = without(event.getArtifactUpdate().getMetadata());
                without.getArtifactUpdateBuilder().clearMetadata();
                if (rest.getFieldsCount() > 0) {
                    without.getArtifactUpdateBuilder().setMetadata(rest);
                }
            }
            case MESSAGE, PAYLOAD_NOT_SET -> {}
        }
        return without.build();
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
