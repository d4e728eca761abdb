package dev.parley.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.examples.primes.PrimesAgent;
import dev.parley.proto.extension.Extensions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fault: SIGKILL of an agent in the middle of its steps; it comes back at its address and knows nothing any more. */
class LostAgentIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void task_goesOnBehindTheLastStepThatWasReported() throws Exception {
        try (MeshProcess mesh = MeshProcess.start(folder.resolve("data"))) {
            var caller = new A2aCaller(mesh.http());
            List<String> before;
            String task;
            int port;
            try (AgentProcess agent = AgentProcess.start(PrimesAgent.class, 0)) {
                port = agent.port();
                caller.register("primes", agent.url());
                task = caller.send(
                                A2aCaller.agent("primes"),
                                "Count the primes below 60000 in 6 steps, 300 ms per step",
                                true)
                        .path("id")
                        .asText();
                Waiting.until("step 3", PATIENCE, () -> agent.lines().size() >= 3);
                agent.kill();
                before = agent.lines();
            }
            try (AgentProcess again = AgentProcess.start(PrimesAgent.class, port)) {
                Waiting.until(
                        "the end",
                        PATIENCE,
                        () -> state(caller.task(A2aCaller.MESH, task)).equals("TASK_STATE_COMPLETED"));

                JsonNode done = caller.task(A2aCaller.MESH, task);
                assertThat(done.at("/artifacts/0/parts/0/text").asText()).isEqualTo("6057 primes below 60000\n");
                assertThat(done.path("metadata").has(Extensions.CHECKPOINT))
                        .as("said to who asks for it alone")
                        .isFalse();
                List<String> steps = Stream.concat(before.stream(), again.lines().stream())
                        .map(line -> line.replaceFirst(" in task .*", ""))
                        .toList();
                // the one that it may have been killed in, before it had said so, may be there twice
                assertThat(steps.stream().distinct())
                        .containsExactly(
                                "step 1 of 6",
                                "step 2 of 6",
                                "step 3 of 6",
                                "step 4 of 6",
                                "step 5 of 6",
                                "step 6 of 6");
                assertThat(steps.size()).isBetween(6, 7);
                assertThat(again.lines().getFirst()).doesNotStartWith("step 1 ");
            }
        }
    }

    private static String state(JsonNode task) {
        return task.at("/status/state").asText();
    }
}
