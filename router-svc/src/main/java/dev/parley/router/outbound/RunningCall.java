package dev.parley.router.outbound;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.router.v1.CallContext;
import dev.parley.router.agent.AgentSilence;
import dev.parley.router.agent.ConnectionFailure;
import dev.parley.router.outbound.EventSink.ReaderGone;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One call or resumption, from the request to its outcome. Runs on one virtual thread, which is interrupted to end it.
 *
 * <p>The shape (semantics.md, "Outbound call shape"): a stream where the agent can stream; else SendMessage that returns at
 * once, then GetTask until the agent's turn is over. A stream that ends early is followed the same way.
 */
final class RunningCall {
    private final AgentOperations operations;
    private final OutboundConfig config;
    private final AgentEndpoint endpoint;
    private final Duration idleTimeout;
    private final EventSink sink;
    private final Progress progress;
    private final CallContext context;
    private final Patience patience;
    private String cut = "the agent ended its answer before the task was done";

    /**
     * @param taskId the agent's task id, empty when the agent will name it
     * @param context what goes with each request
     */
    RunningCall(
            AgentOperations operations,
            OutboundConfig config,
            AgentEndpoint endpoint,
            Duration idleTimeout,
            EventSink sink,
            String taskId,
            CallContext context) {
        this.operations = operations;
        this.config = config;
        this.endpoint = endpoint;
        this.idleTimeout = idleTimeout;
        this.sink = sink;
        this.progress = new Progress(taskId);
        this.context = context;
        this.patience = new Patience(progress, operations.clock(), idleTimeout, config.lingerAfterEnd());
    }

    CallOutcome send(SendMessageRequest request) throws InterruptedException, ReaderGone {
        try {
            SendMessageRequest outgoing = HopCount.oneMore(request, config.maxHops());
            boolean streamed = operations.<Boolean, ReaderGone>first(
                    endpoint, A2aMethod.SEND_MESSAGE, target -> sendTo(target, outgoing));
            if (progress.isOver()) {
                return finished();
            }
            if (!progress.heardAnything() || !progress.hasTask()) {
                return new CallOutcome.Broken(cut);
            }
            return follow(streamed);
        } catch (CallFailed e) {
            return e.outcome();
        }
    }

    /** The agent's task, first as a snapshot, then live. */
    CallOutcome resume() throws InterruptedException, ReaderGone {
        try {
            boolean subscribed = endpoint.streaming() && subscribed();
            return progress.isOver() ? finished() : follow(subscribed);
        } catch (CallFailed e) {
            return e.outcome();
        }
    }

    /** @return whether the agent can stream */
    private boolean sendTo(CallTarget target, SendMessageRequest request)
            throws CallFailed, InterruptedException, ReaderGone {
        if (endpoint.streaming() && streamed(target, request)) {
            return true;
        }
        listen(target, A2aMethod.SEND_MESSAGE, returningAtOnce(request));
        return false;
    }

    /** False when the agent says that it cannot stream, though its card says so. */
    private boolean streamed(CallTarget target, SendMessageRequest request)
            throws CallFailed, InterruptedException, ReaderGone {
        try {
            listen(target, A2aMethod.SEND_STREAMING_MESSAGE, request);
            return true;
        } catch (CallFailed e) {
            if (!progress.heardAnything() && e.isUnsupported()) {
                return false;
            }
            throw e;
        }
    }

    /** False when the agent has nothing to stream: it cannot, or the task has just ended. */
    private boolean subscribed() throws CallFailed, InterruptedException, ReaderGone {
        try {
            return operations.<Boolean, ReaderGone>first(endpoint, A2aMethod.SUBSCRIBE_TO_TASK, target -> {
                listen(target, A2aMethod.SUBSCRIBE_TO_TASK, subscription());
                return true;
            });
        } catch (CallFailed e) {
            if (e.isUnsupported()) {
                return false;
            }
            if (progress.heardAnything() && !(e.outcome() instanceof CallOutcome.Refused)) {
                // the task is known: what became of it is asked next
                cut = e.outcome().reason();
                return true;
            }
            throw e;
        }
    }

    /** Passes on an answer to its end, or to the point where it was cut: then more may follow. */
    private void listen(CallTarget target, A2aMethod operation, Message request)
            throws CallFailed, InterruptedException, ReaderGone {
        boolean answered = false;
        try (AgentAnswer answer = operations.open(endpoint.key(), target, operation, request, context)) {
            Message next = next(answer, operation.streaming());
            while (next != null) {
                answered = true;
                pass(event(next));
                next = next(answer, operation.streaming());
            }
        } catch (ConnectionFailure e) {
            if (!answered) {
                throw new CallFailed(
                        e.sent() ? new CallOutcome.Broken(e.reason()) : new CallOutcome.NotStarted(e.reason()));
            }
            cut = e.reason();
        }
    }

    /** Null at the end of the answer, and when the agent's turn is over though its answer stays open. */
    private @Nullable Message next(AgentAnswer answer, boolean streaming)
            throws CallFailed, ConnectionFailure, InterruptedException, ReaderGone {
        while (true) {
            patience.begin(streaming);
            try {
                return answer.next(patience::left);
            } catch (AgentSilence e) {
                if (patience.turnIsOver() || isOverUnheard()) {
                    return null;
                }
                if (!patience.wasGivenSigns()) {
                    if (progress.isOver()) {
                        return null;
                    }
                    throw silent();
                }
            }
        }
    }

    private CallFailed silent() {
        return new CallFailed(new CallOutcome.Silent(
                "nothing was heard from agent \"" + endpoint.key().id() + "\" for " + seconds(idleTimeout)));
    }

    /**
     * Asks once what became of a task of which nothing is heard: some agents leave an answer open, with comments or without, when
     * the task is canceled on another way.
     *
     * @return whether the agent's turn is over; the reader has the task then
     */
    private boolean isOverUnheard() throws InterruptedException, ReaderGone {
        if (!progress.hasTask()) {
            return false;
        }
        try {
            Task task = (Task) operations.ask(endpoint, A2aMethod.GET_TASK, question(), config.unaryTimeout());
            TaskState state = task.getStatus().getState();
            // what waits for the caller may have waited before the message of this call, or may go on by itself
            boolean over = Progress.isTerminal(state)
                    || (progress.heardAnything() && !progress.isOver() && Progress.isOver(state));
            if (over) {
                pass(StreamResponse.newBuilder().setTask(task).build());
            }
            return over;
        } catch (CallFailed e) {
            return false;
        }
    }

    /** Asks for the task, and subscribes to it again where that works, until the agent's turn is over. */
    private CallOutcome follow(boolean subscribing) throws CallFailed, InterruptedException, ReaderGone {
        boolean subscribe = subscribing;
        Duration pause = config.pollAtFirst();
        while (true) {
            boolean news = pass(StreamResponse.newBuilder().setTask(look()).build());
            if (!progress.isOver() && subscribe) {
                subscribe = subscribed();
            }
            if (progress.isOver()) {
                return finished();
            }
            Thread.sleep(pause);
            pause = news ? config.pollAtFirst() : longer(pause);
        }
    }

    private Task look() throws CallFailed, InterruptedException {
        Duration pause = config.pollAtFirst();
        for (int attempt = 1; ; attempt++) {
            try {
                return (Task) operations.ask(endpoint, A2aMethod.GET_TASK, question(), config.unaryTimeout());
            } catch (CallFailed e) {
                if (!progress.heardAnything()) {
                    throw e;
                }
                if (e.outcome() instanceof CallOutcome.Refused refused) {
                    // the agent had taken the message: what it refuses is to tell what became of it
                    String answer = refused.reason().replaceFirst("^the agent ", "");
                    throw new CallFailed(new CallOutcome.Broken(
                            cut + " and the agent cannot be asked: " + A2aMethod.GET_TASK.wireName() + " " + answer,
                            false,
                            refused.code()));
                }
                if (attempt == config.lookAttempts()) {
                    throw new CallFailed(new CallOutcome.Broken(
                            cut + "; asked for its task, " + e.outcome().reason(), true));
                }
            }
            Thread.sleep(pause);
            pause = longer(pause);
        }
    }

    /** @return false when the reader has this already */
    private boolean pass(StreamResponse event) throws InterruptedException, ReaderGone {
        if (event.hasTask() && progress.knows(event.getTask())) {
            return false;
        }
        progress.heard(event);
        sink.accept(event);
        return true;
    }

    private static StreamResponse event(Message result) throws CallFailed {
        StreamResponse event = switch (result) {
            case StreamResponse streamed -> streamed;
            case SendMessageResponse single
            when single.hasTask() ->
                StreamResponse.newBuilder().setTask(single.getTask()).build();
            case SendMessageResponse single
            when single.hasMessage() ->
                StreamResponse.newBuilder().setMessage(single.getMessage()).build();
            default -> StreamResponse.getDefaultInstance();
        };
        if (event.getPayloadCase() == StreamResponse.PayloadCase.PAYLOAD_NOT_SET) {
            throw new CallFailed(new CallOutcome.Broken(
                    "the agent's answer has no content (expected: task, message, statusUpdate or artifactUpdate)"));
        }
        if (event.hasTask() && event.getTask().getId().isEmpty()) {
            throw new CallFailed(new CallOutcome.Broken("the agent's task has no id (expected: $.task.id)"));
        }
        return event;
    }

    private static SendMessageRequest returningAtOnce(SendMessageRequest request) {
        return request.toBuilder()
                .setConfiguration(request.getConfiguration().toBuilder().setReturnImmediately(true))
                .build();
    }

    private GetTaskRequest question() {
        return GetTaskRequest.newBuilder().setId(progress.taskId()).build();
    }

    private SubscribeToTaskRequest subscription() {
        return SubscribeToTaskRequest.newBuilder().setId(progress.taskId()).build();
    }

    private CallOutcome finished() {
        return new CallOutcome.Finished(progress.state());
    }

    private Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(config.pollAtMost()) > 0 ? config.pollAtMost() : doubled;
    }

    private static String seconds(Duration waited) {
        return waited.toMillis() % 1000 == 0 ? waited.toSeconds() + " s" : waited.toMillis() + " ms";
    }
}
