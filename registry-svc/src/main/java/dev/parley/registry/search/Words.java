package dev.parley.registry.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text taken apart: words without endings for full text, names written as words, trigrams for look-alikes. */
final class Words {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final Pattern JOINT =
            Pattern.compile("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{L})(?=\\p{N})|[_\\-]+");
    private static final List<String> ENDINGS =
            List.of("ations", "ation", "ings", "ing", "ies", "ers", "er", "es", "ed", "s");
    private static final Set<String> STOP = Set.of(
            "a", "an", "the", "of", "to", "in", "on", "for", "and", "or", "is", "are", "be", "can", "could", "you", "i",
            "me", "my", "we", "our", "us", "your", "it", "its", "this", "that", "with", "at", "by", "from", "do",
            "does", "how", "what", "which", "any", "some", "find", "tell", "give", "get", "want", "need", "please",
            "would", "like", "help");

    private Words() {}

    /** Stems in the order of the text; stop words left out. */
    static List<String> stems(String text) {
        List<String> stems = new ArrayList<>();
        Matcher words = WORD.matcher(lower(text));
        while (words.find()) {
            if (!STOP.contains(words.group())) {
                stems.add(stem(words.group()));
            }
        }
        return stems;
    }

    private static String stem(String word) {
        for (String ending : ENDINGS) {
            if (word.endsWith(ending) && word.length() - ending.length() >= 3) {
                return word.substring(0, word.length() - ending.length());
            }
        }
        return word;
    }

    /** A name as somebody would say it: {@code getStock_price2} gives {@code get Stock price 2}. */
    static String spoken(String name) {
        return JOINT.matcher(name).replaceAll(" ").strip();
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Share of trigrams that two texts have in common, 0 to 1, words padded as PostgreSQL's pg_trgm does. */
    static double likeness(String one, String other) {
        Set<String> a = trigrams(one);
        Set<String> b = trigrams(other);
        long both = a.stream().filter(b::contains).count();
        long all = a.size() + b.size() - both;
        return all == 0 ? 0 : (double) both / all;
    }

    private static Set<String> trigrams(String text) {
        Set<String> trigrams = new HashSet<>();
        Matcher words = WORD.matcher(lower(text));
        while (words.find()) {
            String padded = "  " + words.group() + " ";
            for (int i = 0; i + 3 <= padded.length(); i++) {
                trigrams.add(padded.substring(i, i + 3));
            }
        }
        return trigrams;
    }
}
