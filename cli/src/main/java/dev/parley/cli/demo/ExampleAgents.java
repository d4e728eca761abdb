package dev.parley.cli.demo;

import dev.parley.cli.local.ChildJvm;
import dev.parley.cli.mesh.Settings;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The example agents, each a program of its own that ends with this one. */
final class ExampleAgents implements AutoCloseable {
    private static final Map<String, String> PROGRAMS = programs();
    private static final String LISTENING = " listening on ";

    private final Map<String, Process> processes = new LinkedHashMap<>();

    private static Map<String, String> programs() {
        Map<String, String> programs = new LinkedHashMap<>();
        programs.put("weather", "dev.parley.examples.weather.WeatherAgent");
        programs.put("analytics", "dev.parley.examples.analytics.AnalyticsAgent");
        programs.put("storyteller", "dev.parley.examples.storyteller.StorytellerAgent");
        return programs;
    }

    /** Starts them and returns at once. */
    static ExampleAgents spawn(Settings settings, Path logFolder) {
        ExampleAgents agents = new ExampleAgents();
        String self = Long.toString(ProcessHandle.current().pid());
        PROGRAMS.forEach((name, main) -> {
            List<String> arguments = List.of("--port", "0", "--exit-with-parent", self);
            try {
                agents.processes.put(
                        name,
                        ChildJvm.small(settings, main, arguments)
                                .redirectError(logFolder.resolve(name + ".log").toFile())
                                .start());
            } catch (IOException e) {
                agents.close();
                throw new CliException(
                        ExitStatus.FAILURE, "Agent " + name + " cannot be started: " + e.getMessage(), e);
            }
        });
        return agents;
    }

    /** Waits until each listens: its base URL by name, in the order of the tour. */
    Map<String, String> awaitListening() {
        Map<String, String> urls = new LinkedHashMap<>();
        processes.forEach((name, process) -> urls.put(name, url(name, process)));
        return urls;
    }

    private static String url(String name, Process process) {
        List<String> seen = new ArrayList<>();
        try {
            // left open: closing it would break the agent's standard output
            BufferedReader lines = process.inputReader();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int at = line.indexOf(LISTENING);
                if (at >= 0) {
                    String url = line.substring(at + LISTENING.length()).strip();
                    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
                }
                seen.add(line);
            }
        } catch (IOException e) {
            seen.add(e.toString());
        }
        throw new CliException(ExitStatus.FAILURE, "Agent " + name + " ended before it listened: " + seen);
    }

    @Override
    public void close() {
        processes.values().forEach(Process::destroy);
        for (Process process : processes.values()) {
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
