package dev.parley.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.examples.analytics.AnalyticsAgent;
import dev.parley.examples.echo.EchoAgent;
import dev.parley.examples.kit.Parts;
import dev.parley.examples.kit.TestCaller;
import dev.parley.examples.storyteller.StorytellerAgent;
import dev.parley.examples.weather.WeatherAgent;
import dev.parley.proto.a2a.v1.TaskState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agents as programs of their own. */
@Timeout(60)
class AgentProcessIT {
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @ValueSource(classes = {WeatherAgent.class, AnalyticsAgent.class, StorytellerAgent.class, EchoAgent.class})
    void agent_saysWhereItListensAndEndsOnSigterm(Class<?> main) throws Exception {
        Process agent = start(main, "--port", "0");
        String line = firstLine(agent);

        assertThat(line).matches("(weather|analytics|storyteller|echo) listening on http://127\\.0\\.0\\.1:\\d+/");
        try (TestCaller caller = new TestCaller(line.substring(line.indexOf("http")))) {
            assertThat(caller.send(Parts.text("tell 3 words in Rome"))
                            .getStatus()
                            .getState())
                    .isEqualTo(TaskState.TASK_STATE_COMPLETED);
        }
        agent.destroy();
        assertThat(agent.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void takenPort_isSaidClearly() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            Process agent = start(EchoAgent.class, "--port", Integer.toString(taken.getLocalPort()));

            assertThat(errors(agent)).contains("echo: cannot listen on 127.0.0.1 port " + taken.getLocalPort());
            assertThat(agent.waitFor()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--prot 1", "--port x", "--port", "--public-url nowhere", "--port 65536"})
    void wrongUsage_isSaidClearly(String arguments) throws Exception {
        Process agent = start(EchoAgent.class, arguments.split(" "));

        assertThat(errors(agent)).startsWith("echo: --").contains("(expected: ");
        assertThat(agent.waitFor()).isEqualTo(2);
    }

    @Test
    void agent_endsWithItsParent() throws Exception {
        Process parent = new ProcessBuilder("sleep", "60").start();
        started.add(parent);
        Process agent = start(EchoAgent.class, "--exit-with-parent", Long.toString(parent.pid()));
        assertThat(firstLine(agent)).startsWith("echo listening");

        parent.destroyForcibly();

        assertThat(agent.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return String.valueOf(lines.readLine());
    }

    private static String errors(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
