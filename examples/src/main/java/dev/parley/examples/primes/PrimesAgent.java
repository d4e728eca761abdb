package dev.parley.examples.primes;

import com.google.protobuf.Value;
import dev.parley.examples.kit.Agent;
import dev.parley.examples.kit.AgentProgram;
import dev.parley.examples.kit.Cards;
import dev.parley.examples.kit.Checkpoint;
import dev.parley.examples.kit.Parts;
import dev.parley.examples.kit.TaskContext;
import dev.parley.proto.a2a.v1.AgentCard;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Counts primes, step by step, and says after each step how far it is. A mesh keeps that; when this program is killed and
 * started anew it knows no task any more, is given its message again with the last checkpoint, and goes on behind that.
 */
public final class PrimesAgent implements Agent {
    private static final String ARTIFACT = "primes";

    public static void main(String[] args) {
        new AgentProgram("primes", Set.of(), options -> new PrimesAgent()).run(args);
    }

    @Override
    public AgentCard card(String url) {
        AgentCard.Builder card = Cards.card(
                        "Primes",
                        "Counts the primes below a number in steps, and goes on where it was when it is started anew.",
                        url,
                        new Cards.MeshHints(0.002, 5_000, 0.9))
                .addSkills(Cards.skill(
                        "count-primes",
                        "Count primes",
                        "Counts the prime numbers below a given number.",
                        List.of("primes", "mathematics", "counting"),
                        List.of("Count the primes below 6000000 in 6 steps, 500 ms per step")));
        card.getCapabilitiesBuilder().addExtensions(Cards.resumable());
        return card.build();
    }

    @Override
    public void run(TaskContext task) {
        PrimesWish wish = PrimesWish.of(task.text());
        Counted counted = task.checkpoint().map(Counted::of).orElse(new Counted(0, 0));
        task.working(counted.step() == 0 ? "Counting" : "Going on behind step " + counted.step());
        while (counted.step() < wish.steps()) {
            task.pause(wish.pace());
            counted = counted.with(wish);
            System.out.println("step " + counted.step() + " of " + wish.steps() + " in task " + task.taskId());
            // the whole artifact and the state that has it in one event: both are kept, or neither
            task.artifact(ARTIFACT, ARTIFACT, counted.checkpoint(wish), Parts.text(counted.text(wish)));
        }
        task.complete();
    }

    /** What is counted so far: all that is needed to go on. */
    private record Counted(long step, long primes) {
        static Counted of(Checkpoint checkpoint) {
            Value primes = checkpoint.data().getFieldsOrThrow("primes");
            return new Counted(checkpoint.step(), (long) primes.getNumberValue());
        }

        Counted with(PrimesWish wish) {
            long found = IntStream.range(wish.endOf(step), wish.endOf(step + 1))
                    .filter(Counted::isPrime)
                    .count();
            return new Counted(step + 1, primes + found);
        }

        Checkpoint checkpoint(PrimesWish wish) {
            return Checkpoint.of((double) step / wish.steps(), step, Map.of("primes", primes));
        }

        String text(PrimesWish wish) {
            return primes + " primes below " + wish.endOf(step) + "\n";
        }

        private static boolean isPrime(int number) {
            if (number < 4) {
                return number > 1;
            }
            if (number % 2 == 0) {
                return false;
            }
            for (int divisor = 3; divisor * divisor <= number; divisor += 2) {
                if (number % divisor == 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
