package dev.parley.edge.operations;

import dev.parley.edge.calls.Endpoints;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.TaskEvent;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;

/**
 * Passes a stream on, and says of an unknown task whether it is the agent that does not exist; see
 * {@link Endpoints#reading}.
 *
 * @param <Q> the request of the internal stream
 */
final class Reading<Q> implements ClientResponseObserver<Q, TaskEvent> {
    private final ClientResponseObserver<Q, TaskEvent> reader;
    private final String agentId;
    private final Endpoints endpoints;

    Reading(ClientResponseObserver<Q, TaskEvent> reader, String agentId, Endpoints endpoints) {
        this.reader = reader;
        this.agentId = agentId;
        this.endpoints = endpoints;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> events) {
        reader.beforeStart(events);
    }

    @Override
    public void onNext(TaskEvent event) {
        reader.onNext(event);
    }

    @Override
    public void onError(Throwable failure) {
        reader.onError(explained(RpcErrors.fromStatus(failure)));
    }

    private A2aException explained(A2aException error) {
        try {
            return endpoints.reading(agentId, () -> {
                throw error;
            });
        } catch (A2aException better) {
            return better;
        }
    }

    @Override
    public void onCompleted() {
        reader.onCompleted();
    }
}
