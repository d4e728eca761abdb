package dev.parley.bench.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * One message and whoever watches its task: sends under one key until it is acknowledged, goes on behind what it has seen when a stream
 * breaks, and stops at the end or when all are told to give up.
 */
final class Caller {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration IMPATIENCE = Duration.ofMillis(250);
    /** That the task has ended: to be read with a cursor only. */
    private static final int UNSUPPORTED_OPERATION = -32004;

    private final Sent sent;
    private final MeshCalls mesh;
    private final Troubles troubles;
    private final BooleanSupplier givenUp;
    private final Executor threads;
    private final Pauses pauses;

    Caller(Sent sent, MeshCalls mesh, Troubles troubles, BooleanSupplier givenUp, Executor threads) {
        this.sent = sent;
        this.mesh = mesh;
        this.troubles = troubles;
        this.givenUp = givenUp;
        this.threads = threads;
        this.pauses = new Pauses(sent.order().number(), givenUp);
    }

    /** Returns when the caller has what it wants, or was told to give up. */
    void run() throws InterruptedException {
        switch (sent.order().form()) {
            case BLOCKING -> send(false);
            case STREAMING -> follow(sent.watch(false), true);
            case LATER -> {
                send(true);
                if (!sent.taskIds().isEmpty()) {
                    follow(sent.watch(false), false);
                }
            }
            case WATCHED -> follow(sent.watch(false), true);
        }
    }

    private boolean goesOn() {
        return !sent.isOver() && !givenUp.getAsBoolean();
    }

    /** @param onlyTaken whether it is enough to know the task */
    private void send(boolean onlyTaken) throws InterruptedException {
        boolean impatient = sent.order().impatient();
        while (goesOn() && !(onlyTaken && sent.isAcknowledged())) {
            sent.tried();
            switch (mesh.call(
                    agent(), "SendMessage", sent.params(onlyTaken), key(), impatient ? IMPATIENCE : PATIENCE)) {
                case MeshCalls.Answer.Result(JsonNode result) -> answered(result, onlyTaken);
                case MeshCalls.Answer.Events(EventStream stream) -> {
                    stream.close();
                    again("events for SendMessage");
                }
                case MeshCalls.Answer.Again(String why) -> again(impatient ? "hung up" : why);
                case MeshCalls.Answer.Refused(int code, String why) -> refused(why);
            }
            impatient = false;
        }
    }

    private void answered(JsonNode result, boolean onlyTaken) throws InterruptedException {
        StreamEvent event = new StreamEvent(Watch.NO_NUMBER, result);
        if (!sent.answered(event, System.nanoTime()) || onlyTaken) {
            return;
        }
        if (event.isEnd()) {
            sent.over(event.state(), System.nanoTime());
        } else {
            again("answered with " + event.state());
        }
    }

    /** @param sender whether this watcher sends the message, too, as long as nobody knows its task */
    private void follow(Watch watch, boolean sender) throws InterruptedException {
        boolean ended = false;
        boolean leaves = sender && sent.order().leavesBehind() > 0;
        while (watch.end().isEmpty()
                && !watch.isBare()
                && !givenUp.getAsBoolean()
                && sent.refusal().isEmpty()) {
            boolean sends = sender && (sent.taskIds().isEmpty() || sent.order().resends());
            boolean cursor = watch.last() > 0 || watch.fromStart() || ended;
            if (watch.count() > 0) {
                watch.resumed();
            }
            switch (open(watch, sends, cursor)) {
                case MeshCalls.Answer.Events(EventStream stream) -> {
                    Left left = read(stream, watch, sender, leaves);
                    leaves &= left != Left.BY_ITSELF;
                    if (left == Left.ENDED_BEFORE && !cursor) {
                        ended = true;
                    } else if (left != Left.BY_ITSELF && watch.end().isEmpty() && !watch.isBare()) {
                        pauses.pause();
                    }
                }
                case MeshCalls.Answer.Result(JsonNode result) -> again("no events for a stream");
                case MeshCalls.Answer.Again(String why) -> again(why);
                case MeshCalls.Answer.Refused(int code, String why) -> {
                    if (code == UNSUPPORTED_OPERATION && !cursor) {
                        ended = true;
                    } else {
                        refused(why);
                    }
                }
            }
        }
    }

    private MeshCalls.Answer open(Watch watch, boolean sends, boolean cursor) throws InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>();
        if (cursor) {
            headers.put("Last-Event-ID", Long.toString(watch.last()));
        }
        if (sends) {
            sent.tried();
            headers.putAll(key());
            return mesh.call(agent(), "SendStreamingMessage", sent.params(false), headers, PATIENCE);
        }
        String task = sent.taskIds().getFirst();
        return mesh.call(agent(), "SubscribeToTask", "{\"id\":\"" + task + "\"}", headers, PATIENCE);
    }

    private enum Left {
        BY_ITSELF,
        /** The mesh said that the task has ended. */
        ENDED_BEFORE,
        BROKEN
    }

    private Left read(EventStream stream, Watch watch, boolean sender, boolean leaves) {
        try (stream) {
            for (Optional<EventStream.Next> next = stream.next(); next.isPresent(); next = stream.next()) {
                String error = next.get().error();
                if (error.startsWith(UNSUPPORTED_OPERATION + " ")) {
                    return Left.ENDED_BEFORE;
                }
                if (!error.isEmpty()) {
                    troubles.add("in a stream: " + withoutIds(error));
                    return Left.BROKEN;
                }
                seen(next.get().event(), watch, sender);
                pauses.reset();
                if (leaves && watch.count() >= sent.order().leavesBehind()) {
                    return Left.BY_ITSELF;
                }
            }
            if (watch.end().isEmpty() && !watch.isBare()) {
                troubles.add("a stream ended early");
            }
        } catch (IOException e) {
            troubles.add("a stream broke: " + e.getClass().getSimpleName());
        }
        return Left.BROKEN;
    }

    private void seen(StreamEvent event, Watch watch, boolean sender) {
        watch.event(event);
        boolean first = !sent.isAcknowledged();
        if (!sent.answered(event, System.nanoTime())) {
            return;
        }
        if (first && sender && sent.order().form() == Form.WATCHED) {
            Watch second = sent.watch(true);
            threads.execute(() -> {
                try {
                    follow(second, false);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        if (event.isEnd() && !watch.fromStart()) {
            sent.over(event.state(), System.nanoTime());
        }
    }

    private void again(String why) throws InterruptedException {
        troubles.add(why);
        pauses.pause();
    }

    private void refused(String why) {
        troubles.add("refused: " + withoutIds(why));
        sent.refused(why, System.nanoTime());
    }

    private static String withoutIds(String text) {
        return text.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "…");
    }

    private String agent() {
        return sent.order().agent().id();
    }

    private Map<String, String> key() {
        return sent.key();
    }
}
