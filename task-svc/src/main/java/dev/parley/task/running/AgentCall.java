package dev.parley.task.running;

import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.CallEvent;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one call of the router, an event at a time: the next is asked for when the last is taken, so an agent is read no
 * faster than its events can be journaled.
 *
 * @param <Q> the request type
 */
final class AgentCall<Q> implements ClientResponseObserver<Q, CallEvent> {
    private static final Logger log = LoggerFactory.getLogger(AgentCall.class);

    /** The end of a call that was left. */
    static final CallEnd LEFT = CallEnd.newBuilder()
            .setOutcome(CallEnd.Outcome.FINISHED)
            .setReason("left for the next message")
            .build();

    private final Predicate<StreamResponse> events;
    private final CompletableFuture<CallEnd> end = new CompletableFuture<>();
    // false: it ended before a router had taken it
    private final BlockingQueue<Boolean> taken = new ArrayBlockingQueue<>(1);
    // a stream of steps is no place for two at once
    private final Object talking = new Object();
    private volatile ClientCallStreamObserver<Q> stream;
    private volatile boolean stopped;

    /** @param events takes an event; false when there is no use in reading on */
    @SuppressWarnings("NullAway.Init") // beforeStart comes before anything else
    AgentCall(Predicate<StreamResponse> events) {
        this.events = events;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> requestStream) {
        stream = requestStream;
        requestStream.disableAutoRequestWithInitial(1);
    }

    @Override
    public void onNext(CallEvent event) {
        try {
            switch (event.getEventCase()) {
                case AGENT_EVENT -> {
                    if (!events.test(event.getAgentEvent())) {
                        hangUp();
                        return;
                    }
                }
                case TAKEN -> taken.offer(true);
                case END -> end(event.getEnd());
                case EVENT_NOT_SET -> log.atWarn().log("empty event from the router");
            }
            stream.request(1);
        } catch (RuntimeException e) {
            end.completeExceptionally(e);
            taken.offer(false);
            stream.cancel("the event could not be taken", e);
        }
    }

    /** The router failed, not the agent: an outcome that says nothing of the agent. */
    @Override
    public void onError(Throwable failure) {
        end(CallEnd.newBuilder()
                .setOutcome(CallEnd.Outcome.OUTCOME_UNSPECIFIED)
                .setReason("the call was cut inside the mesh")
                .build());
        log.atInfo().addKeyValue("reason", failure.getMessage()).log("router call cut");
    }

    @Override
    public void onCompleted() {
        end(CallEnd.newBuilder()
                .setOutcome(CallEnd.Outcome.BROKEN)
                .setReason("the call ended without a result")
                .build());
    }

    /** Completes when the call is over; exceptionally when an event could not be taken. */
    CompletableFuture<CallEnd> end() {
        return end;
    }

    /** Stops listening: the task has ended without the agent. From any thread, at any time. */
    void hangUp() {
        stop(CallEnd.newBuilder()
                .setOutcome(CallEnd.Outcome.BROKEN)
                .setReason("the task has ended")
                .build());
    }

    /** Stops listening, ending with {@link #LEFT}: the agent will be heard on another call. From any thread, at any time. */
    void leave() {
        stop(LEFT);
    }

    private void end(CallEnd how) {
        end.complete(how);
        taken.offer(false);
    }

    private void stop(CallEnd why) {
        stopped = true;
        end(why);
        cancelStream();
    }

    /** The call has been started: what was hung up before goes now. */
    void begun() {
        if (stopped) {
            cancelStream();
        }
    }

    /** Waits, once, until a router has the call; false when none had it in time, or it ended before. */
    boolean isTakenWithin(long millis) throws InterruptedException {
        return Boolean.TRUE.equals(taken.poll(millis, TimeUnit.MILLISECONDS));
    }

    /** Says the last word of a call that was taken. False when it ended before: then it was never said, and never will be. */
    boolean letGo(Q word) {
        synchronized (talking) {
            if (end.isDone()) {
                return false;
            }
            stream.onNext(word);
            stream.onCompleted();
            return true;
        }
    }

    private void cancelStream() {
        ClientCallStreamObserver<Q> begun = stream;
        if (begun != null) {
            synchronized (talking) {
                begun.cancel("not listened to any more", null);
            }
        }
    }
}
