package dev.parley.cli.talk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.Session;
import dev.parley.cli.mesh.ClientOptions;
import dev.parley.cli.mesh.MeshClient;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.cli.output.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Dead letters: what the mesh could not deliver. */
@Command(
        name = "dlq",
        mixinStandardHelpOptions = true,
        description = "Dead letters: lists, shows, edits, sends again or discards what the mesh could not deliver.")
public final class DlqCommand {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final String PATH = "/api/v1/dead-letters";
    private static final JsonMapper JSON = new JsonMapper();

    private final Session session;

    public DlqCommand(Session session) {
        this.session = session;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists dead letters, the newest first.")
    int list(
            @Mixin ClientOptions options,
            @Mixin LetterFilter filter,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            defaultValue = "open",
                            description = "open, redriven or discarded.")
                    LetterState state,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "1 to 200.") int limit,
            @Option(names = "--page", paramLabel = "TOKEN", defaultValue = "", description = "Goes on behind a page.")
                    String page) {
        try (MeshClient client = session.open(options, TIMEOUT)) {
            JsonNode answer = client.get(PATH + "?pageSize=" + limit + "&state=" + state
                    + (page.isEmpty() ? "" : "&pageToken=" + MeshClient.encoded(page)) + filter.query());
            session.print(options, answer.toString(), () -> {
                session.terminal().table(Letters.rows(answer));
                String next = answer.path("nextPageToken").asText("");
                if (!next.isEmpty()) {
                    session.terminal().note("there are more: --page " + next);
                }
            });
            return ExitStatus.DONE.code();
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows a dead letter with what it would send, and its task's history.")
    int show(
            @Mixin ClientOptions options,
            @Parameters(paramLabel = "LETTER", description = "TASK or TASK/WEBHOOK.") String id) {
        try (MeshClient client = session.open(options, TIMEOUT)) {
            JsonNode letter = client.get(path(id, ""));
            session.print(options, letter.toString(), () -> {
                Letters.lines(letter).forEach(session.terminal()::data);
                new HistoryPrinter(session.terminal(), Format.text)
                        .print(new TaskHistories(client, letter.path("taskId").asText()));
            });
            return ExitStatus.DONE.code();
        }
    }

    @Command(
            name = "edit",
            mixinStandardHelpOptions = true,
            description = "Replaces the message that a redrive sends; the one that was accepted is kept.")
    int edit(
            @Mixin ClientOptions options,
            @Option(names = "--text", paramLabel = "TEXT", description = "One text part.") @Nullable String text,
            @Option(
                            names = "--file",
                            paramLabel = "FILE",
                            description = "An A2A message as JSON: role, parts, metadata.")
                    @Nullable
                    Path file,
            @Parameters(paramLabel = "TASK") String id) {
        if ((text == null) == (file == null)) {
            throw new CliException(ExitStatus.USAGE, "dlq edit needs --text or --file, one of them");
        }
        byte[] message = file == null ? message(text == null ? "" : text) : read(file);
        try (MeshClient client = session.open(options, TIMEOUT)) {
            JsonNode letter = client.put(path(id, "/message"), message);
            session.print(
                    options, letter.toString(), () -> Letters.lines(letter).forEach(session.terminal()::data));
            return ExitStatus.DONE.code();
        }
    }

    private static byte[] message(String text) {
        ObjectNode message = JSON.createObjectNode();
        message.withArray("parts").addObject().put("text", text);
        return message.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CliException(ExitStatus.USAGE, "File " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** What became of a letter, in the words of the option. */
    enum LetterState {
        open,
        redriven,
        discarded
    }

    /** Which letters something is done to. */
    static final class Choice {
        @Mixin
        private LetterFilter filter = new LetterFilter();

        @Option(names = "--all", description = "All open ones of yours, where no other option says which.")
        private boolean all;

        @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many: 1 to 200.")
        private int limit;

        @Option(names = "--dry-run", description = "Says what would be done, and does nothing.")
        private boolean dryRun;

        @Parameters(paramLabel = "LETTER", arity = "0..*", description = "TASK or TASK/WEBHOOK.")
        private List<String> ids = List.of();

        private ObjectNode body() {
            boolean filtered = all || !filter.isEmpty();
            if (ids.isEmpty() != filtered) {
                throw new CliException(
                        ExitStatus.USAGE,
                        ids.isEmpty()
                                ? "which letters? (expected: their ids, options like --reason and --since, or --all)"
                                : "ids and options that choose letters (expected: either)");
            }
            ObjectNode body = JSON.createObjectNode().put("dryRun", dryRun);
            if (filtered) {
                body.set("filter", filter.json(JSON));
                body.put("limit", limit);
            } else {
                ids.forEach(id -> body.withArray("ids").add(id));
            }
            return body;
        }
    }

    @Command(
            name = "redrive",
            mixinStandardHelpOptions = true,
            description =
                    "Sends dead letters again: a task's message as a new task, a webhook from where it was given up.")
    int redrive(
            @Mixin ClientOptions options,
            @Mixin Choice choice,
            @Option(names = "--to", paramLabel = "AGENT", description = "To this agent, at its endpoint.") @Nullable
                    String to) {
        ObjectNode body = choice.body();
        if (to != null) {
            body.put("toAgent", to);
        }
        return each(options, "/redrive", body, choice.dryRun ? "would be redriven" : "redriven");
    }

    @Command(name = "discard", mixinStandardHelpOptions = true, description = "Closes dead letters; nothing is sent.")
    int discard(@Mixin ClientOptions options, @Mixin Choice choice) {
        return each(options, "/discard", choice.body(), choice.dryRun ? "would be discarded" : "discarded");
    }

    private int each(ClientOptions options, String path, ObjectNode body, String done) {
        try (MeshClient client = session.open(options, TIMEOUT)) {
            JsonNode answer = client.post(PATH + path, body.toString().getBytes(StandardCharsets.UTF_8));
            session.print(options, answer.toString(), () -> {
                answer.path("results").forEach(result -> session.terminal().data(Letters.line(result, done)));
                if (answer.path("more").asBoolean()) {
                    session.terminal().note("there are more than the limit");
                }
            });
            boolean failed = false;
            for (JsonNode result : answer.path("results")) {
                failed |= result.has("error");
            }
            return (failed ? ExitStatus.FAILURE : ExitStatus.DONE).code();
        }
    }

    private static String path(String id, String member) {
        int slash = id.indexOf('/');
        String task = slash < 0 ? id : id.substring(0, slash);
        return PATH + "/" + MeshClient.encoded(task) + member
                + (slash < 0 ? "" : "?webhook=" + MeshClient.encoded(id.substring(slash + 1)));
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
