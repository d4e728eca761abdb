package dev.parley.standalone.e2e;

import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The client of the official Python SDK against the mesh's own endpoint and against agents behind it, as it comes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PythonSdkIT {
    private final ExampleAgents agents = new ExampleAgents();
    private @Nullable Python python;
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
        return SdkChecks.tests(Objects.requireNonNull(python)
                .run("sdk_checks.py", Objects.requireNonNull(mesh).http().toString()));
    }

    @AfterAll
    void stop() throws Exception {
        agents.close();
        if (mesh != null) {
            mesh.close();
        }
    }
}
