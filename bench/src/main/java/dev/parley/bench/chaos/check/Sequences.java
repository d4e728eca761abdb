package dev.parley.bench.chaos.check;

import dev.parley.bench.chaos.load.Watch;
import java.util.Arrays;

/** The events of one watcher beside those of the journal. */
final class Sequences {
    private Sequences() {}

    /** In what they differ; empty when the watcher saw each event of its stretch once, in order, and to the end. */
    static String difference(Watch replay, Watch watch) {
        long[] journal = replay.numbers();
        long[] seen = watch.numbers();
        String unordered = unordered(seen);
        if (!unordered.isEmpty()) {
            return unordered;
        }
        if (!unordered(journal).isEmpty()) {
            return "the journal itself: " + unordered(journal);
        }
        if (seen.length == 0) {
            return "a watcher saw nothing";
        }
        // who asked for no cursor may begin with the task as it was, under the number of the last entry in it
        int first = watch.fromStart() ? 0 : firstBehind(journal, seen[0]);
        int from = watch.fromStart() ? 0 : 1;
        long[] expected = Arrays.copyOfRange(journal, first, journal.length);
        long[] got = Arrays.copyOfRange(seen, from, seen.length);
        if (!Arrays.equals(expected, got)) {
            return "a watcher saw the numbers " + Arrays.toString(seen)
                    + (watch.fromStart() ? "" : " (its first is a whole task)") + ", the journal has "
                    + Arrays.toString(journal);
        }
        int[] expectedHashes = Arrays.copyOfRange(replay.hashes(), first, journal.length);
        int[] gotHashes = Arrays.copyOfRange(watch.hashes(), from, seen.length);
        int other = Arrays.mismatch(expectedHashes, gotHashes);
        return other < 0 ? "" : "a watcher saw another event " + expected[other] + " than the journal has";
    }

    private static int firstBehind(long[] journal, long number) {
        int first = 0;
        while (first < journal.length && journal[first] <= number) {
            first++;
        }
        return first;
    }

    private static String unordered(long[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == Watch.NO_NUMBER) {
                return "an event without a number: " + Arrays.toString(numbers);
            }
            if (i > 0 && numbers[i] <= numbers[i - 1]) {
                return "numbers that do not rise: " + Arrays.toString(numbers);
            }
        }
        return "";
    }
}
