package dev.parley.examples.analytics;

import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as people write them: 3, -1.5, .25, 6e23. A comma separates numbers, it never groups digits. */
final class Numbers {
    private static final String NUMBER = "(\\d++(\\.\\d*+)?+|\\.\\d++)([eE][-+]?\\d++)?+";
    private static final Pattern WHOLE = Pattern.compile("[-+]?" + NUMBER);

    /** Not inside a word or another number: "v2", "3rd" and the 4 of "1.2.4" are none. */
    private static final Pattern IN_TEXT =
            Pattern.compile("(?<![\\w.])(?:(?<![\\w.)])[-+])?" + NUMBER + "(?![\\w.]*\\w)");

    private static final Pattern COLON = Pattern.compile(":\\s");

    private Numbers() {}

    /** The number a whole cell is, if it is one. */
    static OptionalDouble parse(String cell) {
        return WHOLE.matcher(cell).matches() ? OptionalDouble.of(Double.parseDouble(cell)) : OptionalDouble.empty();
    }

    /** What a text lists: the numbers behind its first colon, if there are any ("these 3 numbers: 5, 6, 7"), else all. */
    static List<Double> in(String text) {
        Matcher colon = COLON.matcher(text);
        List<Double> listed = colon.find() ? all(text.substring(colon.end())) : List.of();
        return listed.isEmpty() ? all(text) : listed;
    }

    private static List<Double> all(String text) {
        return IN_TEXT.matcher(text)
                .results()
                .map(match -> Double.parseDouble(match.group()))
                .toList();
    }
}
