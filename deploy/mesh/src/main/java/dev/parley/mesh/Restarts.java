package dev.parley.mesh;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.standalone.process.Supervised;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Restarts instances one after the other, each turned away from callers first, so that no call is lost. Only the front has
 * nobody in its place: its restart cuts the connections that it has.
 */
final class Restarts {
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(50);
    // callers on other machines are not seen from here: twice the time between two of their looks
    private static final Duration NOTICED_ELSEWHERE = Duration.ofSeconds(2);
    // a caller looks every second, every five where it has never called, and a look may take half a second
    private static final Duration TURNED_AWAY_WITHIN = Duration.ofSeconds(10);

    private final List<Pair> pairs;
    private final MeshView view;
    private final Envoys envoys;
    private final Callers callers;
    private final InstantSource clock;

    Restarts(List<Pair> pairs, MeshView view, Envoys envoys, InstantSource clock) {
        this.pairs = pairs;
        this.view = view;
        this.envoys = envoys;
        this.callers = new Callers(pairs, envoys, clock);
        this.clock = clock;
    }

    /** @throws A2aException INVALID_PARAMS when no service and no instance is called that */
    List<Pair> find(String name) {
        List<Pair> found = pairs.stream()
                .filter(pair -> pair.instance().name().equals(name)
                        || pair.instance().service().id().equals(name))
                .toList();
        if (found.isEmpty()) {
            throw new A2aException(
                    A2aErrorCode.INVALID_PARAMS,
                    "\"" + name + "\" is no service and no instance (expected: one of "
                            + pairs.stream()
                                    .flatMap(pair ->
                                            List.of(
                                                    pair.instance().service().id(),
                                                    pair.instance().name())
                                                    .stream())
                                    .distinct()
                                    .collect(Collectors.joining(", "))
                            + ")");
        }
        return found;
    }

    /**
     * @param told the instance and a sentence
     * @throws IOException when one does not come back
     */
    void restart(List<Pair> which, BiConsumer<String, String> told) throws IOException, InterruptedException {
        for (Pair pair : which) {
            String name = pair.instance().name();
            if (pair.instance().hasProcess()) {
                restartService(pair, told);
            } else {
                told.accept(name, "cuts its connections and starts again");
                running(pair.sidecar(), name).restart();
            }
            awaitReady(pair);
            told.accept(name, "is ready again");
            // the next one only when callers have taken this one up
            Thread.sleep(NOTICED_ELSEWHERE);
            callers.awaitAll(pair.instance(), READY_WITHIN);
        }
    }

    private void restartService(Pair pair, BiConsumer<String, String> told) throws IOException, InterruptedException {
        String name = pair.instance().name();
        envoys.turnAway(pair.instance());
        told.accept(name, "gets no new calls");
        Thread.sleep(NOTICED_ELSEWHERE);
        callers.awaitNone(pair.instance(), TURNED_AWAY_WITHIN);
        told.accept(name, "ends what it has and starts again");
        try {
            running(pair.service(), name).restart();
        } finally {
            // also when it did not start: it is tried again, and must not stay turned away then
            envoys.turnBack(pair.instance());
        }
    }

    private static Supervised running(@Nullable Supervised supervised, String name) throws IOException {
        if (supervised == null) {
            throw new IOException(name + " has not started yet");
        }
        return supervised;
    }

    private void awaitReady(Pair pair) throws IOException, InterruptedException {
        Instant end = clock.instant().plus(READY_WITHIN);
        String reason = view.notReady(pair);
        while (!reason.isEmpty()) {
            if (clock.instant().isAfter(end)) {
                throw new IOException(
                        pair.instance().name() + " is not ready after " + READY_WITHIN.toSeconds() + " s: " + reason);
            }
            Thread.sleep(POLL);
            reason = view.notReady(pair);
        }
    }
}
