package dev.parley.standalone.watchers;

import dev.parley.examples.kit.Agent;
import dev.parley.examples.kit.AgentServer;
import dev.parley.examples.kit.Cards;
import dev.parley.examples.kit.TaskContext;
import dev.parley.proto.a2a.v1.AgentCard;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Says so many chunks of so many letters as it is told, {@code NAME CHUNKS LETTERS}, once the latch of that name is open. */
final class TalkingAgent implements Agent {
    private final Map<String, CountDownLatch> mayTalk;

    private TalkingAgent(Map<String, CountDownLatch> mayTalk) {
        this.mayTalk = mayTalk;
    }

    static AgentServer start(Map<String, CountDownLatch> mayTalk) throws IOException {
        return AgentServer.start(new TalkingAgent(mayTalk), AgentServer.Settings.onLoopback(0));
    }

    @Override
    public AgentCard card(String url) {
        return Cards.card("Talker", "Talks as long as it is told.", url, new Cards.MeshHints(0, 1000, 0.9))
                .addSkills(Cards.skill("talk", "Talk", "Talks in a stream.", List.of("talk"), List.of("small 10 10")))
                .build();
    }

    @Override
    public void run(TaskContext task) throws InterruptedException {
        String[] words = task.text().strip().split(" ");
        int chunks = Integer.parseInt(words[1]);
        String chunk = "x".repeat(Integer.parseInt(words[2]));
        mayTalk.get(words[0]).await();
        for (int i = 1; i <= chunks; i++) {
            task.appendText("talk", chunk, i == chunks);
        }
        task.complete();
    }
}
