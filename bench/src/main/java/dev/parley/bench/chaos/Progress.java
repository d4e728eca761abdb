package dev.parley.bench.chaos;

import dev.parley.bench.chaos.check.Violation;
import dev.parley.bench.chaos.fault.Strike;
import dev.parley.bench.chaos.load.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What got done between two faults, when everything was ready. One thread. */
final class Progress {
    private final long[] acknowledged;
    private final long[] over;
    private final List<Gap> gaps = new ArrayList<>();

    /** A stretch without a fault. */
    record Gap(double fromSeconds, double seconds, int acknowledged, int over) {}

    Progress(List<Sent> sent, List<Strike> strikes, long begunNanos) {
        this.acknowledged = sent.stream()
                .filter(Sent::isAcknowledged)
                .mapToLong(message -> message.acknowledgedNanos() - begunNanos)
                .sorted()
                .toArray();
        this.over = sent.stream()
                .filter(Sent::isOver)
                .mapToLong(message -> message.overNanos() - begunNanos)
                .sorted()
                .toArray();
        for (int i = 1; i < strikes.size(); i++) {
            long from = strikes.get(i - 1).toNanos() - begunNanos;
            long to = strikes.get(i).fromNanos() - begunNanos;
            gaps.add(new Gap(from / 1e9, (to - from) / 1e9, within(acknowledged, from, to), within(over, from, to)));
        }
    }

    private static int within(long[] sorted, long from, long to) {
        return place(sorted, to) - place(sorted, from);
    }

    private static int place(long[] sorted, long value) {
        int at = Arrays.binarySearch(sorted, value);
        return at < 0 ? -at - 1 : at;
    }

    /** How many messages were acknowledged a second from one time to another, faults and all. */
    double acknowledgedPerSecond(Duration from, Duration to) {
        if (from.compareTo(to) >= 0) {
            return 0;
        }
        return within(acknowledged, from.toNanos(), to.toNanos()) / (double) (to.toNanos() - from.toNanos()) * 1e9;
    }

    List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    /** Gaps in which nothing moved. */
    List<Violation> violations() {
        return gaps.stream()
                .filter(gap -> gap.acknowledged() == 0 || gap.over() == 0)
                .map(gap -> new Violation(
                        Violation.Kind.STUCK,
                        "the mesh",
                        String.format(
                                java.util.Locale.ROOT,
                                "no progress in %.1f s without a fault, %.1f s after the start: %d acknowledged, %d ended",
                                gap.seconds(),
                                gap.fromSeconds(),
                                gap.acknowledged(),
                                gap.over())))
                .toList();
    }
}
