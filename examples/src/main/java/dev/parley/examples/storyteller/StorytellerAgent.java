package dev.parley.examples.storyteller;

import dev.parley.examples.kit.Agent;
import dev.parley.examples.kit.AgentProgram;
import dev.parley.examples.kit.Cards;
import dev.parley.examples.kit.TaskContext;
import dev.parley.proto.a2a.v1.AgentCard;
import java.util.List;
import java.util.Set;

/** Streams a story word by word: something to watch, cut off, resume and cancel. */
public final class StorytellerAgent implements Agent {
    private static final String ARTIFACT = "story";

    public static void main(String[] args) {
        new AgentProgram("storyteller", Set.of(), options -> new StorytellerAgent()).run(args);
    }

    @Override
    public AgentCard card(String url) {
        return Cards.card(
                        "Storyteller",
                        "Tells a story and streams it word by word.",
                        url,
                        new Cards.MeshHints(0.005, 10_000, 0.8))
                .addDefaultInputModes("application/json")
                .addSkills(Cards.skill(
                        "story",
                        "Tell a story",
                        "Tells a story: a tale made up on the spot, of any length, streamed word by word.",
                        List.of("story", "tale", "storytelling"),
                        List.of(
                                "Tell me a story",
                                "Tell me a bedtime tale",
                                "Tell a story of 300 words, 20 ms per chunk")))
                .build();
    }

    @Override
    public void run(TaskContext task) {
        StoryWish wish = StoryWish.of(task.message());
        task.working("Telling a story of " + wish.words() + " words");
        Story story = Story.of(task.text(), wish.words());
        while (story.hasNext()) {
            String word = story.next();
            task.appendText(ARTIFACT, word, !story.hasNext());
            if (story.hasNext() && wish.pace().isPositive()) {
                task.pause(wish.pace());
            }
        }
        task.complete();
    }
}
