package dev.parley.examples.storyteller;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class StoryTest {
    @Property(tries = 200)
    void story_hasExactlyTheWordsWantedAndIsTheSameAgain(
            @ForAll String seed, @ForAll @IntRange(min = 1, max = 400) int words) {
        String story = tell(seed, words);

        assertThat(story.split("\\s+")).hasSize(words);
        assertThat(story).endsWith(".").doesNotContain("HERO", "FRIEND", "PLACE", "THING", "ADJ", "NOUN", "VERB");
        assertThat(tell(seed, words)).isEqualTo(story);
    }

    private static String tell(String seed, int words) {
        StringBuilder text = new StringBuilder();
        Story.of(seed, words).forEachRemaining(text::append);
        return text.toString();
    }
}
