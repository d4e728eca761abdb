package dev.parley.standalone.e2e;

import dev.parley.examples.kit.Agent;
import dev.parley.examples.kit.AgentServer;
import dev.parley.examples.kit.Cards;
import dev.parley.examples.kit.TaskContext;
import dev.parley.proto.a2a.v1.AgentCard;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Counts to the number in the message, one chunk a number, so that a reader sees at once what is missing or came twice.
 * Waits for a permit before each chunk when it was made with some.
 */
final class CountingAgent implements Agent {
    private final Duration pace;
    private final Semaphore permits;
    private final boolean metered;

    private CountingAgent(Duration pace, Semaphore permits, boolean metered) {
        this.pace = pace;
        this.permits = permits;
        this.metered = metered;
    }

    static AgentServer startPaced(Duration pace) throws IOException {
        return AgentServer.start(
                new CountingAgent(pace, new Semaphore(0), false), AgentServer.Settings.onLoopback(0));
    }

    static AgentServer startMetered(Semaphore permits) throws IOException {
        return AgentServer.start(
                new CountingAgent(Duration.ZERO, permits, true), AgentServer.Settings.onLoopback(0));
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
    public void run(TaskContext task) {
        int chunks = Integer.parseInt(task.text().strip());
        task.working("counting");
        for (int i = 1; i <= chunks; i++) {
            if (metered) {
                permits.acquireUninterruptibly();
            } else {
                task.pause(pace);
            }
            task.appendText("count", chunk(i), i == chunks);
        }
        task.complete();
    }
}
