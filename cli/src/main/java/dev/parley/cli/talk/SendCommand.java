package dev.parley.cli.talk;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.cli.Session;
import dev.parley.cli.mesh.ClientOptions;
import dev.parley.cli.mesh.MeshClient;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.SendMessageConfiguration;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends a message: to a named agent, or to whichever the mesh finds for the need. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        description = "Sends a message to an agent by name (-a), or to whoever can serve the need.%n"
                + "Prints the answer; the task's id goes to standard error. Ends with 1 when the task failed.")
public final class SendCommand implements Callable<Integer> {
    private static final Duration LOOK_WITHIN = Duration.ofSeconds(5);
    private static final int LOOK_AT = 20;

    private final Session session;

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Mixin
    private MessageOptions message = new MessageOptions();

    @Mixin
    private NeedOptions need = new NeedOptions();

    @Option(
            names = {"-a", "--agent"},
            paramLabel = "AGENT",
            defaultValue = "",
            description = "The agent's id. Without it the mesh chooses.")
    private String agent = "";

    @Option(names = "--stream", description = "Print the answer while it comes.")
    private boolean stream;

    @Option(names = "--no-wait", description = "Return as soon as the mesh has the message.")
    private boolean noWait;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long to wait for the answer (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Option(
            names = "--save",
            paramLabel = "DIR",
            description = "Keep the files of the answer in this folder; their paths go to standard error.")
    private @Nullable Path save;

    public SendCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Message.Builder said = message.toMessage(System.in);
        need.toStruct()
                .ifPresent(members -> said.setMetadata(Struct.newBuilder()
                        .putFields(
                                Extensions.ROUTE,
                                Value.newBuilder().setStructValue(members).build())));
        SendMessageRequest request = SendMessageRequest.newBuilder()
                .setMessage(said)
                .setConfiguration(SendMessageConfiguration.newBuilder().setReturnImmediately(noWait))
                .build();
        try (MeshClient client = session.open(options, Duration.ofSeconds(timeoutSeconds))) {
            TaskState state = stream ? stream(client, request) : send(client, request);
            return TaskText.exitStatus(state).code();
        } catch (CliException e) {
            if (e.status() == ExitStatus.TIMEOUT) {
                tellHowToGoOn(request.getMessage().getMessageId());
            }
            throw e;
        }
    }

    /** The answer would have named the task; without it, the task is the one that has our message. */
    private void tellHowToGoOn(String messageId) {
        try (MeshClient client = session.open(options, LOOK_WITHIN)) {
            ListTasksRequest newest = ListTasksRequest.newBuilder()
                    .setPageSize(LOOK_AT)
                    .setHistoryLength(LOOK_AT)
                    .build();
            ListTasksResponse tasks =
                    (ListTasksResponse) client.call(MeshClient.endpoint(agent), A2aMethod.LIST_TASKS, newest);
            tasks.getTasksList().stream()
                    .filter(task -> task.getHistoryList().stream()
                            .anyMatch(said -> said.getMessageId().equals(messageId)))
                    .findFirst()
                    .ifPresent(task -> session.terminal()
                            .note("task " + task.getId() + " goes on; to see it: parley task subscribe "
                                    + task.getId()));
        } catch (CliException e) {
            // the first failure is what there is to say
        }
    }

    private TaskState stream(MeshClient client, SendMessageRequest request) {
        StreamPrinter printer = new StreamPrinter(session.terminal(), options.format());
        List<Part> answer = new ArrayList<>();
        TaskFollower follower = new TaskFollower(
                client,
                MeshClient.endpoint(agent),
                OptionalLong.empty(),
                event -> {
                    printer.accept(event);
                    answer.addAll(event.payload().getMessage().getPartsList());
                },
                session.terminal()::note);
        TaskState state = follower.follow(A2aMethod.SEND_STREAMING_MESSAGE, request);
        if (save != null) {
            SavedFiles files = new SavedFiles(save, session.terminal());
            files.save(answer);
            if (!follower.taskId().isEmpty()) {
                // the stream had the files in pieces
                GetTaskRequest whole =
                        GetTaskRequest.newBuilder().setId(follower.taskId()).build();
                files.save((Task) client.call(MeshClient.endpoint(agent), A2aMethod.GET_TASK, whole));
            }
        }
        return state;
    }

    private TaskState send(MeshClient client, SendMessageRequest request) {
        SendMessageResponse response =
                (SendMessageResponse) client.call(MeshClient.endpoint(agent), A2aMethod.SEND_MESSAGE, request);
        session.print(options, ProtoJson.toString(response), () -> print(response));
        if (save != null) {
            SavedFiles files = new SavedFiles(save, session.terminal());
            files.save(response.getMessage().getPartsList());
            files.save(response.getTask());
        }
        return response.hasTask() ? response.getTask().getStatus().getState() : TaskState.TASK_STATE_COMPLETED;
    }

    private void print(SendMessageResponse response) {
        if (response.hasMessage()) {
            session.terminal().data(TaskText.words(response.getMessage()));
            return;
        }
        Task task = response.getTask();
        String result = TaskText.result(task);
        if (!result.isEmpty()) {
            session.terminal().data(result);
        }
        String why = TaskText.member(TaskText.decision(task.getMetadata()), "summary");
        session.terminal()
                .note("task " + task.getId() + " is "
                        + TaskText.state(task.getStatus().getState()) + (why.isEmpty() ? "" : " (" + why + ")"));
        if (task.getStatus().getState() == TaskState.TASK_STATE_INPUT_REQUIRED) {
            session.terminal()
                    .note("answer with: parley send --task " + task.getId() + (agent.isEmpty() ? "" : " -a " + agent)
                            + " TEXT");
        }
    }
}
