package dev.parley.task.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.task.simulation.SimBroken;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Instances that die, freeze and wake up, a database that goes away, agents that forget, callers that send twice: whatever the seed
 * decides, nothing is lost, done twice, stuck or seen otherwise. {@code -Dparley.simulation.seed} repeats a run, {@code
 * -Dparley.simulation.seeds} says how many follow it.
 */
class SimulationTest {
    /** Each broken rule is found much sooner. */
    private static final int ENOUGH = 500;

    private final TaskMetrics metrics = new TaskMetrics(new SimpleMeterRegistry());

    @Test
    void nothingIsLostOrDoneTwice() {
        long first = Long.getLong("parley.simulation.seed", new Random().nextInt(1_000_000_000));
        int seeds = Integer.getInteger("parley.simulation.seeds", 2_000);
        System.out.println("simulation: -Dparley.simulation.seed=" + first + " -Dparley.simulation.seeds=" + seeds);
        long tasks = 0;
        long entries = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            Simulation simulation = new Simulation(seed, SimBroken.NOTHING, metrics);
            try {
                Simulation.Counts counts = simulation.run();
                tasks += counts.tasks();
                entries += counts.entries();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("-Dparley.simulation.seed=" + seed + "\n" + simulation.trace(), e);
            }
        }
        System.out.println("simulation: " + seeds + " seeds, " + tasks + " tasks, " + entries + " entries");
        assertThat(tasks).isPositive();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
    void brokenRule_isFound(SimBroken rule) {
        assertThat(firstViolation(rule)).isBetween(0, ENOUGH - 1);
    }

    private int firstViolation(SimBroken rule) {
        for (int seed = 0; seed < ENOUGH; seed++) {
            try {
                new Simulation(seed, rule, metrics).run();
            } catch (SimRecords.Violation found) {
                return seed;
            }
        }
        return ENOUGH;
    }
}
