package dev.parley.examples.storyteller;

import java.util.List;

/**
 * What stories are made of. Words are what spaces separate; HERO, FRIEND, PLACE and THING stay the same through a story,
 * ADJ, NOUN and VERB change.
 */
final class Vocabulary {
    static final List<String> HEROES = List.of("Mira", "Tomas", "Anouk", "Ravi", "Ilse", "Juno", "Pavel", "Noor");
    static final List<String> FRIENDS =
            List.of("Bramble", "Otto", "Quill", "Sable", "Finch", "Pepper", "Moss", "Cinder");
    static final List<String> PLACES =
            List.of("harbour", "valley", "observatory", "forest", "market", "lighthouse", "library", "mountain");
    static final List<String> THINGS =
            List.of("lantern", "compass", "letter", "key", "map", "violin", "clock", "stone");
    static final List<String> ADJECTIVES = List.of(
            "quiet", "silver", "crooked", "patient", "bright", "forgotten", "gentle", "stubborn", "windy", "curious");
    static final List<String> NOUNS = List.of(
            "river", "door", "fox", "bell", "garden", "bridge", "storm", "star", "shadow", "ship", "owl", "road");
    static final List<String> VERBS = List.of(
            "followed", "watched", "remembered", "crossed", "painted", "guarded", "answered", "found", "passed");

    static final String OPENING = "Once, beside a PLACE that no map showed, there lived HERO.";

    static final List<String> SENTENCES = List.of(
            "HERO VERB the ADJ NOUN and said nothing.",
            "\"We should go on,\" said FRIEND, and the ADJ NOUN agreed.",
            "Behind the PLACE there was a ADJ NOUN that nobody had VERB before.",
            "The THING was warm.",
            "FRIEND VERB a ADJ NOUN.",
            "That night HERO dreamt of the ADJ NOUN, the ADJ NOUN and the THING.",
            "Who had VERB the THING, and why?",
            "In the morning the PLACE was ADJ and full of light.",
            "HERO laughed.",
            "Somewhere a NOUN VERB the ADJ road to the PLACE.",
            "So they VERB the NOUN together, HERO with the THING and FRIEND with a ADJ song.",
            "\"Is this your THING?\" asked the ADJ NOUN.",
            "It was not easy, but FRIEND had VERB worse.",
            "Nobody in the PLACE had ever seen such a ADJ NOUN.");

    /** The last sentence, by its number of words: the first has one. */
    static final List<String> CLOSINGS = List.of(
            "Finis.",
            "The end.",
            "HERO came home.",
            "And HERO came home.",
            "And so HERO came home.",
            "And so HERO came home again.",
            "And so HERO and FRIEND came home.",
            "And so HERO and FRIEND came home again.",
            "And so, at last, HERO and FRIEND came home.",
            "And so, at last, HERO and FRIEND came home again.",
            "And so, at long last, HERO and FRIEND came home again.",
            "And so, at last, HERO and FRIEND came home with the THING.");

    static final int LONGEST_CLOSING = CLOSINGS.size();

    private Vocabulary() {}
}
