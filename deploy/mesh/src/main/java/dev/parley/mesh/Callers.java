package dev.parley.mesh;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;

/** Who of this machine gives calls to an instance now, as the Envoys of the others see it. Those of other machines are not seen. */
final class Callers {
    private static final Duration POLL = Duration.ofMillis(100);

    private final List<Pair> pairs;
    private final Envoys envoys;
    private final InstantSource clock;

    Callers(List<Pair> pairs, Envoys envoys, InstantSource clock) {
        this.pairs = pairs;
        this.envoys = envoys;
        this.clock = clock;
    }

    /** Waits until nobody gives it calls; for so long at most, since one that goes on calling is answered in good order too. */
    void awaitNone(Instance called, Duration within) throws InterruptedException {
        await(within, () -> which(caller -> envoys.calls(caller, called)));
    }

    /**
     * Waits until everybody who may call it does so again.
     *
     * @throws IOException when somebody still does not
     */
    void awaitAll(Instance called, Duration within) throws IOException, InterruptedException {
        List<String> missing = await(within, () -> which(caller -> envoys.spares(caller, called)));
        if (!missing.isEmpty()) {
            throw new IOException(called.name() + " is ready, but after " + within.toSeconds()
                    + " s still gets no calls from " + String.join(", ", missing));
        }
    }

    private interface Look {
        List<String> names();
    }

    private List<String> await(Duration within, Look look) throws InterruptedException {
        Instant end = clock.instant().plus(within);
        List<String> found = look.names();
        while (!found.isEmpty() && clock.instant().isBefore(end)) {
            // Envoy tells nobody when it changes its mind
            Thread.sleep(POLL);
            found = look.names();
        }
        return found;
    }

    private List<String> which(Predicate<Instance> caller) {
        return pairs.stream()
                .map(Pair::instance)
                .filter(caller)
                .map(Instance::name)
                .toList();
    }
}
