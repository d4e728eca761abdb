package dev.parley.cli.talk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.cli.Session;
import dev.parley.cli.mesh.ClientOptions;
import dev.parley.cli.mesh.MeshClient;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tasks: get, list, cancel, subscribe, and their webhooks. */
@Command(
        name = "task",
        mixinStandardHelpOptions = true,
        description = "Looks at tasks, cancels them, follows them, does them again, keeps them as files.")
public final class TaskCommand {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Session session;

    public TaskCommand(Session session) {
        this.session = session;
    }

    /** With those that have a class of their own. */
    public static CommandLine of(Session session) {
        return new CommandLine(new TaskCommand(session))
                .addSubcommand(new TaskReplayCommand(session))
                .addSubcommand(new TaskExportCommand(session))
                .addSubcommand(new TaskImportCommand(session));
    }

    /** Options of the operations of A2A, which are called at an endpoint. */
    static final class Common {
        @Mixin
        private ClientOptions client = new ClientOptions();

        @Option(
                names = {"-a", "--agent"},
                paramLabel = "AGENT",
                defaultValue = "",
                description = "Only tasks sent to this agent by name. Without it: all of yours.")
        private String agent = "";

        private String endpoint() {
            return MeshClient.endpoint(agent);
        }
    }

    @Command(name = "get", mixinStandardHelpOptions = true, description = "Shows one task.")
    int get(
            @Mixin Common options,
            @Option(names = "--messages", paramLabel = "N", description = "At most so many messages.") @Nullable
                    Integer messages,
            @Option(
                            names = "--history",
                            description = "What happened to it: accepted, routed, each attempt, event and watcher.")
                    boolean history,
            @Option(
                            names = "--save",
                            paramLabel = "DIR",
                            description = "Keep the files of its artifacts in this folder.")
                    @Nullable
                    Path save,
            @Parameters(paramLabel = "TASK") String id) {
        GetTaskRequest.Builder request = GetTaskRequest.newBuilder().setId(id);
        if (messages != null) {
            request.setHistoryLength(messages);
        }
        try (MeshClient client = session.open(options.client, TIMEOUT)) {
            if (history) {
                new HistoryPrinter(session.terminal(), options.client.format()).print(new TaskHistories(client, id));
                return ExitStatus.DONE.code();
            }
            Task task = (Task) client.call(options.endpoint(), A2aMethod.GET_TASK, request.build());
            session.print(options.client, ProtoJson.toString(task), () -> print(task));
            if (save != null) {
                new SavedFiles(save, session.terminal()).save(task);
            }
            return ExitStatus.DONE.code();
        }
    }

    private void print(Task task) {
        session.terminal()
                .note("task " + task.getId() + " is "
                        + TaskText.state(task.getStatus().getState()) + " since " + TaskText.since(task));
        String why = TaskText.member(TaskText.decision(task.getMetadata()), "summary");
        if (!why.isEmpty()) {
            session.terminal().note(why);
        }
        ProgressText.of(task.getMetadata())
                .ifPresent(progress -> session.terminal().note("progress " + progress));
        String result = TaskText.result(task);
        if (!result.isEmpty()) {
            session.terminal().data(result);
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists tasks, the newest first.")
    int list(
            @Mixin Common options,
            @Option(
                            names = "--status",
                            paramLabel = "STATE",
                            description = "Only tasks in this state: working, failed, …")
                    @Nullable
                    String status,
            @Option(names = "--context", paramLabel = "ID", description = "Only tasks of this context.") @Nullable
                    String context,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        ListTasksRequest.Builder request = ListTasksRequest.newBuilder().setIncludeArtifacts(true);
        if (status != null) {
            request.setStatus(state(status));
        }
        if (context != null) {
            request.setContextId(context);
        }
        try (MeshClient client = session.open(options.client, TIMEOUT)) {
            List<Task> tasks = new ArrayList<>();
            int total = collect(client, options.endpoint(), request, limit, tasks);
            switch (options.client.format()) {
                case json -> tasks.forEach(task -> session.terminal().data(ProtoJson.toString(task)));
                case text -> {
                    session.terminal().table(TaskTable.rows(tasks));
                    session.terminal().note(tasks.size() + " of " + total + " tasks");
                }
            }
            return ExitStatus.DONE.code();
        }
    }

    private static int collect(
            MeshClient client, String endpoint, ListTasksRequest.Builder request, int limit, List<Task> tasks) {
        while (true) {
            request.setPageSize(Math.clamp(limit - tasks.size(), 1, 100));
            ListTasksResponse page = (ListTasksResponse) client.call(endpoint, A2aMethod.LIST_TASKS, request.build());
            tasks.addAll(page.getTasksList());
            if (tasks.size() >= limit || page.getNextPageToken().isEmpty()) {
                return page.getTotalSize();
            }
            request.setPageToken(page.getNextPageToken());
        }
    }

    private static TaskState state(String text) {
        try {
            return TaskState.valueOf(
                    "TASK_STATE_" + text.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new CliException(
                    ExitStatus.USAGE,
                    "--status " + text + " (expected: submitted, working, input-required, auth-required, completed,"
                            + " failed, canceled or rejected)",
                    e);
        }
    }

    @Command(
            name = "wire",
            mixinStandardHelpOptions = true,
            description = {
                "Shows what went over the wire for a task, on the caller's side and on the agent's, without secrets.",
                "Kept only where the mesh was started with parley up --wire, in memory and within bounds."
            })
    int wire(@Mixin ClientOptions options, @Parameters(paramLabel = "TASK") String id) {
        try (MeshClient client = session.open(options, TIMEOUT)) {
            JsonNode wire = client.get("/api/v1/tasks/" + MeshClient.encoded(id) + "/wire");
            session.print(options, wire.toString(), () -> {
                wire.path("records").forEach(this::print);
                int leftOut = wire.path("left_out").asInt();
                session.terminal()
                        .note(wire.path("records").size() + " records"
                                + (leftOut == 0 ? "" : ", " + leftOut + " more did not fit"));
            });
            return ExitStatus.DONE.code();
        }
    }

    private void print(JsonNode record) {
        session.terminal()
                .data(record.path("at").asText() + " "
                        + record.path("direction").asText());
        for (String member : List.of("head", "body")) {
            record.path(member)
                    .asText()
                    .lines()
                    .forEach(line -> session.terminal().data("  " + line));
        }
    }

    @Command(name = "cancel", mixinStandardHelpOptions = true, description = "Cancels a task.")
    int cancel(@Mixin Common options, @Parameters(paramLabel = "TASK") String id) {
        try (MeshClient client = session.open(options.client, TIMEOUT)) {
            Task task = (Task) client.call(
                    options.endpoint(),
                    A2aMethod.CANCEL_TASK,
                    CancelTaskRequest.newBuilder().setId(id).build());
            session.print(
                    options.client,
                    ProtoJson.toString(task),
                    () -> session.terminal()
                            .data("task " + id + " is "
                                    + TaskText.state(task.getStatus().getState())));
            return ExitStatus.DONE.code();
        }
    }

    @Command(
            name = "subscribe",
            aliases = "watch",
            mixinStandardHelpOptions = true,
            description = "Follows a task to its end; JSON Lines with -o json.")
    int subscribe(
            @Mixin Common options,
            @Option(names = "--after", paramLabel = "N", description = "Only events behind this number.") @Nullable
                    Long after,
            @Parameters(paramLabel = "TASK") String id) {
        try (MeshClient client = session.open(options.client, TIMEOUT)) {
            TaskFollower follower = new TaskFollower(
                    client,
                    options.endpoint(),
                    after == null ? OptionalLong.empty() : OptionalLong.of(after),
                    new StreamPrinter(session.terminal(), options.client.format()),
                    session.terminal()::note);
            TaskState state = follower.follow(
                    A2aMethod.SUBSCRIBE_TO_TASK,
                    SubscribeToTaskRequest.newBuilder().setId(id).build());
            return TaskText.exitStatus(state).code();
        }
    }

    @Command(
            name = "push",
            mixinStandardHelpOptions = true,
            description = "Shows the webhooks of a task and how far they have come.")
    int push(@Mixin ClientOptions options, @Parameters(paramLabel = "TASK") String id) {
        try (MeshClient client = session.open(options, TIMEOUT)) {
            JsonNode answer = client.get("/api/v1/tasks/" + MeshClient.encoded(id) + "/deliveries");
            session.print(options, answer.toString(), () -> session.terminal().table(Deliveries.rows(answer)));
            return ExitStatus.DONE.code();
        }
    }
}
