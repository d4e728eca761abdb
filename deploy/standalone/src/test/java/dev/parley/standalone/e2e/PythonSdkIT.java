package dev.parley.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The client of the official Python SDK against the mesh's own endpoint and against agents behind it, as it comes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PythonSdkIT {
    private final ExampleAgents agents = new ExampleAgents();
    private List<String> python = List.of();
    private @Nullable MeshProcess mesh;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        python = Python.withPackages();
        mesh = MeshProcess.start(folder.resolve("data"));
        var caller = new A2aCaller(mesh.http());
        caller.register("weather", agents.start("dev.parley.examples.weather.WeatherAgent"));
        caller.register("analytics", agents.start("dev.parley.examples.analytics.AnalyticsAgent"));
        caller.register("storyteller", agents.start("dev.parley.examples.storyteller.StorytellerAgent"));
    }

    @TestFactory
    Stream<DynamicTest> sdkClient_worksAgainstMeshAndAgents() throws Exception {
        var json = new JsonMapper();
        List<String> checks = Python.run(python, "sdk_checks.py", mesh.http().toString())
                .lines()
                .toList();
        Assertions.assertTrue(
                !checks.isEmpty() && checks.getLast().contains("all checks were run"),
                "the script broke off behind " + checks);
        return checks.stream().map(line -> {
            JsonNode check;
            try {
                check = json.readTree(line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return DynamicTest.dynamicTest(check.path("name").asText(), () -> {
                if (!check.path("ok").asBoolean()) {
                    Assertions.fail(check.path("error").asText());
                }
            });
        });
    }

    @AfterAll
    void stop() throws Exception {
        agents.close();
        if (mesh != null) {
            mesh.close();
        }
    }
}
