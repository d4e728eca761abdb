package dev.parley.cli.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers that go on calling while something is done to the mesh, and that count what they see. */
final class CallsUnderFaults {
    private static final int CALLERS = 4;

    private final String agent;
    private final String name;
    private final HostCaller caller;
    private final Map<String, AtomicInteger> seen = new ConcurrentSkipListMap<>();
    private final Map<String, HostCaller.Answer> firstAnswers = new ConcurrentHashMap<>();
    private final AtomicInteger longest = new AtomicInteger();

    /** @param name of the fault, for the messages' texts and for the table */
    CallsUnderFaults(HostCaller caller, String agent, String name) {
        this.caller = caller;
        this.agent = agent;
        this.name = name;
    }

    /** Sends messages, each once, from some callers at a time, until the change is over. */
    void sendWhile(Callable<?> change) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Future<?>> callers = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            for (int i = 0; i < CALLERS; i++) {
                String prefix = name + "-" + i + "-";
                callers.add(threads.submit(() -> {
                    for (int n = 0; !over.get(); n++) {
                        sendOnce(prefix + n);
                    }
                    return null;
                }));
            }
            try {
                change.call();
            } finally {
                over.set(true);
            }
            // a caller that ended before is a failure of the test, and no silence
            for (Future<?> each : callers) {
                each.get();
            }
        }
    }

    private void sendOnce(String text) throws Exception {
        HostCaller.Answer answer = caller.send(agent, text, text);
        firstAnswers.put(text, answer);
        // ids and times in a message would make a row of each
        seen.computeIfAbsent(answer.outcome().replaceAll("[0-9a-f-]{20,}", "ID"), any -> new AtomicInteger())
                .incrementAndGet();
        longest.accumulateAndGet((int) answer.took().toMillis(), Math::max);
    }

    /** How many were sent. */
    int sent() {
        return firstAnswers.size();
    }

    /** Those whose first answer was not that the task is completed. */
    List<String> unanswered() {
        return firstAnswers.entrySet().stream()
                .filter(entry -> !entry.getValue().isCompleted())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /**
     * Sends what had no good answer again under the same id, as a caller does who wants to know; in the end each is completed
     * and says what was sent.
     */
    void sendAgainWhatFailed(Duration within) throws Exception {
        for (String text : unanswered()) {
            HostCaller.Answer[] last = {firstAnswers.get(text)};
            Waiting.until(
                    text,
                    within,
                    () -> {
                        last[0] = caller.send(agent, text, text);
                        return last[0].isCompleted();
                    },
                    () -> last[0].outcome());
            assertThat(last[0].artifact()).isEqualTo(text);
        }
    }

    /** No answer claims more than is so: what is no success says so in HTTP and JSON-RPC. */
    void assertHonest() {
        firstAnswers.forEach((text, answer) -> {
            if (answer.isCompleted()) {
                assertThat(answer.artifact()).isEqualTo(text);
            } else if (answer.status() != 0 && answer.state().isEmpty()) {
                assertThat(answer.body().has("error")).as(answer.outcome()).isTrue();
            }
        });
    }

    /** How many of the messages the agent was told more than once. */
    long toldTwice(CountingAgent told) {
        return firstAnswers.keySet().stream()
                .filter(text -> told.runs(text) > 1)
                .count();
    }

    /** For people: what the callers saw. */
    void print() {
        Map<String, Integer> table = new TreeMap<>();
        seen.forEach((outcome, count) -> table.put(outcome, count.get()));
        System.out.println("| " + name + " | " + sent() + " sent, longest " + longest + " ms | " + table + " |");
    }
}
