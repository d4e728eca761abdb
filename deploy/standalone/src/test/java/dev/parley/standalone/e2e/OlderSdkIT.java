package dev.parley.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A2A 0.3 on both sides of the mesh, by the official SDK that spoke nothing else; and each side beside one of 1.0. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OlderSdkIT {
    private final ExampleAgents agents = new ExampleAgents();
    private @Nullable Python python;
    private @Nullable Process old;
    private @Nullable String oldUrl;
    private @Nullable MeshProcess mesh;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        python = Python.withPackages("v03", "PARLEY_PYTHON_V03");
        mesh = MeshProcess.start(folder.resolve("data"));
        var caller = new A2aCaller(mesh.http());
        caller.register("weather", agents.start("dev.parley.examples.weather.WeatherAgent"));
        caller.register("storyteller", agents.start("dev.parley.examples.storyteller.StorytellerAgent"));
        old = python.start("agent.py");
        BufferedReader said = old.inputReader(StandardCharsets.UTF_8);
        oldUrl = Objects.requireNonNull(said.readLine(), "the agent's URL");
        caller.register("old", oldUrl);
    }

    @TestFactory
    Stream<DynamicTest> clientOf03_worksAgainstMeshAndAgents() throws Exception {
        return SdkChecks.tests(Objects.requireNonNull(python)
                .run("sdk_checks.py", Objects.requireNonNull(mesh).http().toString()));
    }

    @Test
    void callerOf10_reachesAnAgentOf03() throws Exception {
        JsonNode task = new A2aCaller(Objects.requireNonNull(mesh).http()).send(A2aCaller.agent("old"), "hello", false);

        assertThat(task.path("status").path("state").asText()).isEqualTo("TASK_STATE_COMPLETED");
        assertThat(task.path("artifacts").path(0).path("parts").findValuesAsText("text"))
                .containsExactly("echo: ", "hello");
    }

    /** The agent's server leaves the stream open behind such a cancel, and says nothing more on it but a comment now and then. */
    @Test
    void taskThatSomebodyElseCancels_endsHereToo(@TempDir Path folder) throws Exception {
        try (MeshProcess impatient = MeshProcess.start(folder.resolve("data"), "parley.task.agent-timeout=3s")) {
            var caller = new A2aCaller(impatient.http());
            caller.register("old", Objects.requireNonNull(oldUrl));

            JsonNode task = caller.send(A2aCaller.agent("old"), "stopped", false);

            assertThat(task.path("status").path("state").asText()).isEqualTo("TASK_STATE_CANCELED");
        }
    }

    @AfterAll
    void stop() throws Exception {
        agents.close();
        if (old != null) {
            old.getOutputStream().close();
            old.waitFor();
        }
        if (mesh != null) {
            mesh.close();
        }
    }
}
