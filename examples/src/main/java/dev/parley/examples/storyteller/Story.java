package dev.parley.examples.storyteller;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * A story of an exact number of words, made by a small grammar. The same seed and length give the same story on every
 * machine. Each element is one word with the white space that follows it, so that joined they are the text; a chunk of it
 * is held at a time, however long the story. For one thread.
 */
final class Story implements Iterator<String> {
    private static final int SENTENCES_A_PARAGRAPH = 5;

    private final RandomGenerator random;
    private final Cast cast;
    private final ArrayDeque<String> sentence = new ArrayDeque<>();
    private int wordsLeft;
    private int sentences;

    private Story(long seed, int words) {
        this.random = new Random(seed); // specified bit by bit, unlike RandomGenerator.getDefault()
        this.cast = Cast.draw(random);
        this.wordsLeft = words;
    }

    /** Who and what the story is about, from beginning to end. Each name is one word. */
    private record Cast(String hero, String friend, String place, String thing) {
        static Cast draw(RandomGenerator random) {
            return new Cast(
                    pick(random, Vocabulary.HEROES),
                    pick(random, Vocabulary.FRIENDS),
                    pick(random, Vocabulary.PLACES),
                    pick(random, Vocabulary.THINGS));
        }

        String fill(String word) {
            return word.replace("HERO", hero)
                    .replace("FRIEND", friend)
                    .replace("PLACE", place)
                    .replace("THING", thing);
        }
    }

    static Story of(String text, int words) {
        return new Story(fnv1a(text), words);
    }

    @Override
    public boolean hasNext() {
        return wordsLeft > 0;
    }

    @Override
    public String next() {
        if (wordsLeft == 0) {
            throw new NoSuchElementException("the story is over");
        }
        if (sentence.isEmpty()) {
            sentence.addAll(List.of(nextSentence().split(" ")));
            sentences++;
        }
        String word = cast.fill(sentence.remove());
        wordsLeft--;
        return word + (wordsLeft == 0 ? "" : gapAfter());
    }

    private String gapAfter() {
        boolean paragraphEnds = sentence.isEmpty() && sentences % SENTENCES_A_PARAGRAPH == 0;
        return paragraphEnds ? "\n\n" : " ";
    }

    /** Any sentence while there is room for another after it; the last one fits exactly. */
    private String nextSentence() {
        if (wordsLeft <= Vocabulary.LONGEST_CLOSING) {
            return Vocabulary.CLOSINGS.get(wordsLeft - 1);
        }
        if (sentences == 0 && wordsLeft > 2 * Vocabulary.LONGEST_CLOSING) {
            return Vocabulary.OPENING;
        }
        List<String> fitting = Vocabulary.SENTENCES.stream()
                .filter(candidate -> words(candidate) < wordsLeft)
                .toList();
        return expand(pick(random, fitting));
    }

    private String expand(String template) {
        StringBuilder text = new StringBuilder();
        for (String word : template.split(" ")) {
            String chosen = word.replace("ADJ", pick(random, Vocabulary.ADJECTIVES))
                    .replace("NOUN", pick(random, Vocabulary.NOUNS))
                    .replace("VERB", pick(random, Vocabulary.VERBS));
            text.append(text.isEmpty() ? "" : " ").append(chosen);
        }
        return text.toString();
    }

    private static long words(String template) {
        return Arrays.stream(template.split(" ")).count();
    }

    private static String pick(RandomGenerator random, List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** FNV-1a, 64 bits: texts that differ in one letter tell different stories. */
    private static long fnv1a(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
