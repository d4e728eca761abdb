package dev.parley.bench.chaos.load;

import dev.parley.bench.chaos.agent.AgentSort;
import dev.parley.bench.chaos.agent.Script;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * One message as the seed orders it: to whom, in which form, and how its caller behaves.
 *
 * @param impatient a blocking caller that hangs up early the first time, and sends again while the first is under way
 * @param leavesBehind a watcher that hangs up by itself behind so many events, once; 0 stays
 * @param resends a stream that broke is gone on with by the same send again, not by SubscribeToTask
 */
public record Order(
        long number, AgentSort agent, Form form, Script script, boolean impatient, int leavesBehind, boolean resends) {
    private static final List<Integer> BARE_FORMS = List.of(70, 30);

    /** The order of that number in a run of that seed and mix; the same every time. */
    static Order of(long seed, long number, Mix mix) {
        var random = new SplittableRandom(seed * 1_000_003 + number);
        // mixed once: neighbouring seeds of this generator begin alike
        random.nextLong();
        AgentSort agent = oneOf(random, List.of(AgentSort.values()), mix.agents());
        // a bare answer is over before one could subscribe
        Form form = agent == AgentSort.BARE
                ? oneOf(random, List.of(Form.BLOCKING, Form.STREAMING), BARE_FORMS)
                : oneOf(random, List.of(Form.values()), mix.forms());
        return new Order(
                number,
                agent,
                form,
                script(random, agent == AgentSort.BARE ? 1 : mix.longestStream()),
                random.nextInt(100) < 5,
                random.nextInt(100) < 10 ? 1 + random.nextInt(3) : 0,
                random.nextInt(100) < 30);
    }

    private static Script script(SplittableRandom random, int mostChunks) {
        int chunks = 1 + random.nextInt(mostChunks);
        boolean slow = random.nextInt(100) < 3;
        int delay = slow ? 2_000 + random.nextInt(2_000) : random.nextInt(100);
        int step = 20 + random.nextInt(200);
        Script.Cut cut = switch (random.nextInt(100)) {
            case 0, 1 -> Script.Cut.DROPPED;
            case 2 -> Script.Cut.ENDED;
            default -> Script.Cut.NONE;
        };
        return new Script(random.nextLong() >>> 16, chunks, delay, step, cut, 1 + random.nextInt(chunks));
    }

    private static <T> T oneOf(SplittableRandom random, List<T> choices, List<Integer> percent) {
        int draw = random.nextInt(100);
        int i = 0;
        while (i < choices.size() - 1 && draw >= percent.get(i)) {
            draw -= percent.get(i);
            i++;
        }
        return choices.get(i);
    }

    /** Its message's id, and its key. */
    public String messageId(String run) {
        return String.format(Locale.ROOT, "%s-%d", run, number);
    }
}
