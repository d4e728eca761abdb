package dev.parley.cli.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.cli.Session;
import dev.parley.cli.mesh.MeshOptions;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.cli.output.Format;
import dev.parley.cli.output.Terminal.Tone;
import dev.parley.kit.log.ServerLog;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the log of a mesh. */
@Command(name = "logs", mixinStandardHelpOptions = true, description = "Shows the log of the mesh on a data folder.")
public class LogsCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Set<String> FIXED = Set.of("time", "level", "logger", "thread", "message", "stack");
    private static final JsonMapper JSON = new JsonMapper();

    private final Session session;

    @Mixin
    private MeshOptions mesh = new MeshOptions();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is written from now on.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "100",
            description = "At most so many lines (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "What to print.")
    private Format format = Format.text;

    public LogsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path file = file(mesh.dataFolder(session.settings()).resolve("log"));
        if (!Files.exists(file)) {
            throw new CliException(
                    ExitStatus.FAILURE, "There is no log at " + file + " (a mesh writes it at its start)");
        }
        long position = Files.size(file);
        var all = Files.readAllLines(file, UTF_8);
        all.subList(Math.max(0, all.size() - lines), all.size()).forEach(this::print);
        while (follow) {
            Thread.sleep(POLL);
            position = printFrom(file, position);
        }
        return ExitStatus.DONE.code();
    }

    /** Which log, of those in the data folder's own folder for them. */
    protected Path file(Path logs) {
        return ServerLog.file(logs);
    }

    private long printFrom(Path file, long position) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            // shorter than before: it was rolled, and this is the next one
            long start = in.length() < position ? 0 : position;
            byte[] bytes = new byte[(int) Math.min(in.length() - start, 1 << 20)];
            in.seek(start);
            in.readFully(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            new String(bytes, 0, end, UTF_8).lines().forEach(this::print);
            return start + end;
        }
    }

    private void print(String line) {
        session.print(format, line, () -> session.terminal().data(pretty(line)));
    }

    private String pretty(String line) {
        JsonNode event;
        try {
            event = JSON.readTree(line);
        } catch (IOException e) {
            return line;
        }
        String level = event.path("level").asText();
        Tone tone = switch (level) {
            case "ERROR" -> Tone.BAD;
            case "WARN" -> Tone.ACCENT;
            default -> Tone.PLAIN;
        };
        StringBuilder text = new StringBuilder()
                .append(session.terminal().paint(Tone.FAINT, event.path("time").asText()))
                .append(' ')
                .append(session.terminal().paint(tone, String.format("%-5s", level)))
                .append(' ')
                .append(event.path("message").asText());
        event.properties().forEach(member -> {
            if (!FIXED.contains(member.getKey())) {
                text.append("  ")
                        .append(member.getKey())
                        .append('=')
                        .append(member.getValue().asText());
            }
        });
        if (event.has("stack")) {
            text.append('\n').append(event.path("stack").asText().stripTrailing());
        }
        return text.toString();
    }
}
