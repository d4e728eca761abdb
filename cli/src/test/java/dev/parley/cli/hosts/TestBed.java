package dev.parley.cli.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.opentest4j.TestAbortedException;

/** Hosts made by {@code deploy/hosts/bed}; they are gone with this, and with this JVM however it ends. */
final class TestBed implements AutoCloseable {
    private static final Path PROGRAM =
            Path.of("..", "deploy", "hosts", "bed").toAbsolutePath().normalize();

    private final String name;
    private final Process holder;
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final Map<String, Long> pids = new HashMap<>();
    private final HostNetwork network = new HostNetwork();

    /** Skips the test, with words, where this machine can have no such hosts; on the build server that is a failure. */
    TestBed(String name, String... hosts) throws Exception {
        require();
        // two runs of a test beside each other have a bed each
        this.name = name + "-" + ProcessHandle.current().pid();
        List<String> command = new ArrayList<>(List.of("up", "--until-eof", this.name));
        command.addAll(List.of(hosts));
        holder = new ProcessBuilder(command(command.toArray(String[]::new)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines = holder.inputReader();
        for (String line = lines.readLine(); !"ready".equals(line); line = lines.readLine()) {
            if (line == null) {
                throw new AssertionError("the bed ended with status " + holder.waitFor());
            }
            String[] words = line.split(" ", 2);
            addresses.put(words[0], words[1]);
        }
        for (String host : hosts) {
            pids.put(
                    host,
                    Long.parseLong(
                            answer(command("pid", this.name, host)).text().strip()));
        }
    }

    static void require() throws IOException, InterruptedException {
        Answer check = answer(command("check"));
        if (check.status() != 0) {
            if (System.getenv("CI") != null) {
                throw new AssertionError(check.text());
            }
            throw new TestAbortedException(check.text());
        }
    }

    /** What a command said, and how it ended. */
    record Answer(int status, String text) {}

    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    static Answer answer(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Answer(process.waitFor(), text);
    }

    String name() {
        return name;
    }

    /** The process that holds it. */
    Process holder() {
        return holder;
    }

    String address(String host) {
        String address = addresses.get(host);
        if (address == null) {
            throw new AssertionError("no host " + host + " in " + addresses);
        }
        return address;
    }

    /** Does something to the links: {@code cut HOST}, {@code drop FROM TO one-way}, {@code heal}. */
    void change(String what, String... arguments) throws IOException, InterruptedException {
        List<String> command = command(what, name);
        command.addAll(List.of(arguments));
        Answer answer = answer(command);
        if (answer.status() != 0) {
            throw new AssertionError(command + ": " + answer.text());
        }
    }

    /** A command as it is started on a host. */
    List<String> on(String host, String... command) {
        List<String> whole = command("run", name, host);
        whole.addAll(List.of(command));
        return whole;
    }

    /** Runs a command on a host to its end. */
    Answer run(String host, String... command) throws IOException, InterruptedException {
        return answer(on(host, command));
    }

    /** The first process of a host. */
    long pid(String host) {
        Long pid = pids.get(host);
        if (pid == null) {
            throw new AssertionError("no host " + host + " in " + addresses);
        }
        return pid;
    }

    /** Runs code of this JVM in the network of a host. */
    <T> T in(String host, Callable<T> work) throws Exception {
        return network.in(pid(host), work);
    }

    /** What a host sees as {@code /srv/disk}. */
    Path disk(String host) throws IOException {
        return Path.of(
                Files.readString(Path.of("/run/parley-beds", name, "disks")).strip(), host);
    }

    /** Everything that listened on a host must be closed before. */
    @Override
    public void close() throws Exception {
        holder.getOutputStream().close();
        holder.onExit().join();
        Waiting.until(
                "no thread of this JVM left in the network of a host",
                Duration.ofSeconds(10),
                () -> HostNetwork.strays().isEmpty(),
                () -> HostNetwork.strays().toString());
    }
}
