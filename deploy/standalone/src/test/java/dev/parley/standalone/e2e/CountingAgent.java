package dev.parley.standalone.e2e;

import dev.parley.examples.kit.Agent;
import dev.parley.examples.kit.AgentServer;
import dev.parley.examples.kit.Cards;
import dev.parley.examples.kit.TaskContext;
import dev.parley.proto.a2a.v1.AgentCard;
import java.io.IOException;
import java.util.List;

/**
 * Counts to the number in the message, one chunk a number, so that a reader sees at once what is missing or came twice. How
 * fast is the test's business: it is asked before each chunk.
 */
final class CountingAgent implements Agent {
    private final BeforeChunk beforeChunk;

    /** Returns when the chunk may be sent. */
    interface BeforeChunk {
        void await(TaskContext task, int chunk) throws InterruptedException;
    }

    private CountingAgent(BeforeChunk beforeChunk) {
        this.beforeChunk = beforeChunk;
    }

    static AgentServer start(BeforeChunk beforeChunk) throws IOException {
        return AgentServer.start(new CountingAgent(beforeChunk), AgentServer.Settings.onLoopback(0));
    }

    /** What the agent's artifact is in the end. */
    static String wholeText(int chunks) {
        var text = new StringBuilder();
        for (int i = 1; i <= chunks; i++) {
            text.append(chunk(i));
        }
        return text.toString();
    }

    private static String chunk(int number) {
        return "chunk %05d of the counted answer; ".formatted(number);
    }

    @Override
    public AgentCard card(String url) {
        return Cards.card("Counter", "Counts as far as it is told.", url, new Cards.MeshHints(0, 1000, 0.9))
                .addSkills(Cards.skill("count", "Count", "Counts up in a stream.", List.of("count"), List.of("10")))
                .build();
    }

    @Override
    public void run(TaskContext task) throws InterruptedException {
        int chunks = Integer.parseInt(task.text().strip());
        task.working("counting");
        for (int i = 1; i <= chunks; i++) {
            beforeChunk.await(task, i);
            task.appendText("count", chunk(i), i == chunks);
        }
        task.complete();
    }
}
