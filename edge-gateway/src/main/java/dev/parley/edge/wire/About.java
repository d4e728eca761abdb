package dev.parley.edge.wire;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.task.v1.TaskEvent;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;

/**
 * Passes a stream on, and says with its first event, or its refusal, which task the exchange is about.
 *
 * @param <Q> the request of the internal stream
 */
final class About<Q> implements ClientResponseObserver<Q, TaskEvent> {
    private final ClientResponseObserver<Q, TaskEvent> reader;
    private final CallHeaders request;
    private final String taskId;
    private final Exchanges exchanges;
    private boolean said;

    About(ClientResponseObserver<Q, TaskEvent> reader, CallHeaders request, String taskId, Exchanges exchanges) {
        this.reader = reader;
        this.request = request;
        this.taskId = taskId;
        this.exchanges = exchanges;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> events) {
        reader.beforeStart(events);
    }

    @Override
    public void onNext(TaskEvent event) {
        if (!said) {
            said = true;
            exchanges.isAbout(request, event.getTaskId());
        }
        reader.onNext(event);
    }

    @Override
    public void onError(Throwable failure) {
        if (!said && Exchanges.isOfATask(RpcErrors.fromStatus(failure))) {
            exchanges.isAbout(request, taskId);
        }
        reader.onError(failure);
    }

    @Override
    public void onCompleted() {
        reader.onCompleted();
    }
}
