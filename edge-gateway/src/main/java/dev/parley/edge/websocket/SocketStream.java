package dev.parley.edge.websocket;

import dev.parley.edge.jsonrpc.JsonRpcAnswer;
import dev.parley.edge.stream.OpenStream;
import dev.parley.edge.stream.Upstream;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.TaskEvent;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One watcher of a task over WebSocket: the internal stream on one side, a call of its connection on the other. The task
 * service is asked for one more event when one was written, so at most {@link Upstream#WINDOW} wait for a reader that stops reading.
 * Its last frame carries {@code streamEnd}. Safe for concurrent use.
 *
 * @param <Q> the request of the internal stream
 */
final class SocketStream<Q> implements ClientResponseObserver<Q, TaskEvent>, OpenStream {
    private final RunningCall call;
    private final JsonRpcAnswer.Events answer;
    private final Consumer<OpenStream> onEnd;
    // held while a frame is given to the connection: events and the end come from different threads
    private final ReentrantLock lock = new ReentrantLock();

    private final Upstream<Q> events = new Upstream<>();
    private boolean begun;
    private boolean ended;

    /**
     * @param answer its first frame says which extensions the call activated
     * @param onEnd called once, when nothing more will be sent
     */
    SocketStream(RunningCall call, JsonRpcAnswer.Events answer, Consumer<OpenStream> onEnd) {
        this.call = call;
        this.answer = answer;
        this.onEnd = onEnd;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> observer) {
        events.begin(observer);
    }

    @Override
    public void onNext(TaskEvent event) {
        lock.lock();
        try {
            if (!ended) {
                Set<String> said = begun ? Set.of() : answer.extensions();
                begun = true;
                call.event(() -> frames(event, said), this::settled);
            }
        } finally {
            lock.unlock();
        }
    }

    private List<byte[]> frames(TaskEvent event, Set<String> said) {
        A2aVersion spoken = answer.request().version();
        return answer.form().events(event).stream()
                .map(json -> FrameText.activated(FrameText.event(json, event.getSequence()), spoken, said))
                .toList();
    }

    private void settled(boolean written) {
        if (written) {
            events.request(1);
        } else {
            Thread.startVirtualThread(this::readerLeft);
        }
    }

    @Override
    public void onError(Throwable failure) {
        A2aException error = RpcErrors.fromStatus(failure);
        end(() -> call.last(() -> FrameText.last(answer.form().error(error)), written -> {}));
    }

    @Override
    public void onCompleted() {
        end(this::sayEnd);
    }

    private void sayEnd() {
        call.last(() -> FrameText.streamEnd(call.idToken()), written -> {});
    }

    /** The connection has pings. */
    @Override
    public void heartbeat(Duration silence) {}

    @Override
    public void endByEdge() {
        end(() -> call.last(() -> FrameText.last(answer.form().error(OpenStream.stopping())), written -> {}));
        events.cancel("the edge stops");
    }

    /** The reader watches no longer; the task is not touched. */
    void cancelByReader() {
        end(this::sayEnd);
        events.cancel("the reader watches no longer");
    }

    /** The connection is gone; the task is not touched. */
    void readerLeft() {
        end(call::end);
        events.cancel("the reader left");
    }

    private void end(Runnable lastWord) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            ended = true;
            lastWord.run();
        } finally {
            lock.unlock();
        }
        onEnd.accept(this);
    }
}
