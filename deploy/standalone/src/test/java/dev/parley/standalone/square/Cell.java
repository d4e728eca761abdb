package dev.parley.standalone.square;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.standalone.square.Speech.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.function.Executable;

/** One caller in front of one agent: all that must work between them. */
final class Cell {
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(20);

    private final Caller caller;
    private final SquareAgent agent;
    private final String agentId;
    private final PushChecks push;

    Cell(Caller caller, SquareAgent agent, Webhooks webhooks) {
        this.caller = caller;
        this.agent = agent;
        this.agentId = agent.id();
        this.push = new PushChecks(caller, agentId, webhooks);
    }

    /** The checks that failed, each with what came instead; none when all works. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        run("send, get and list", this::send, faults);
        run("stream", this::stream, faults);
        run("cancel", this::cancel, faults);
        run("subscribe", this::subscribe, faults);
        run("unknown task", this::unknownTask, faults);
        run("the agent's error", this::agentsError, faults);
        run("output modes", this::outputModes, faults);
        run("authorization", this::authorization, faults);
        run("parts", this::parts, faults);
        run("push configs", push::configs, faults);
        run("push with a message", push::withTheMessage, faults);
        return faults;
    }

    /** A stream that says nothing and does not end would hold up all. */
    private void run(String name, Executable check, List<String> faults) {
        try {
            assertTimeoutPreemptively(LONGEST_CHECK, check);
        } catch (Exception | AssertionError e) {
            faults.add("%s to %s, %s: %s".formatted(caller.title(), agent.speech(), name, e));
        }
    }

    private void send() throws Exception {
        Task task = caller.send(agentId, "hello");
        assertEchoed(task, "hello");
        assertEchoed(caller.get(agentId, task.getId()), "hello");
        if (caller.speech().has(A2aMethod.LIST_TASKS)) {
            ListTasksResponse page = (ListTasksResponse) caller.call(
                    agentId,
                    ListTasksRequest.newBuilder()
                            .setContextId(task.getContextId())
                            .build());
            assertThat(page.getTasksList()).extracting(Task::getId).containsExactly(task.getId());
            assertState(page.getTasks(0).getStatus(), TaskState.TASK_STATE_COMPLETED);
        }
    }

    private void stream() throws Exception {
        List<StreamResponse> events = caller.stream(agentId, "hello");
        assertState(events.getLast().getStatusUpdate().getStatus(), TaskState.TASK_STATE_COMPLETED);
        assertThat(Texts.of(events)).isEqualTo("echo: hello");
    }

    private void cancel() throws Exception {
        Task slow = caller.begin(agentId, Script.SLOW);
        assertState(caller.cancel(agentId, slow.getId()).getStatus(), TaskState.TASK_STATE_CANCELED);
    }

    /** The task as it is (0.1: its status), then its end, which another call brings about. */
    private void subscribe() throws Exception {
        Task slow = caller.begin(agentId, Script.SLOW);
        List<StreamResponse> events = new ArrayList<>();
        caller.stream(
                agentId, SubscribeToTaskRequest.newBuilder().setId(slow.getId()).build(), event -> {
                    events.add(event);
                    if (events.size() == 1) {
                        caller.cancel(agentId, slow.getId());
                    }
                });
        StreamResponse first = events.getFirst();
        assertThat(first.hasTask()).isEqualTo(caller.speech().version() != Version.V0_1);
        assertThat((first.hasTask()
                                ? first.getTask().getStatus()
                                : first.getStatusUpdate().getStatus())
                        .getState())
                .isIn(TaskState.TASK_STATE_SUBMITTED, TaskState.TASK_STATE_WORKING);
        assertState(events.getLast().getStatusUpdate().getStatus(), TaskState.TASK_STATE_CANCELED);
    }

    private void unknownTask() {
        assertThatThrownBy(() -> caller.get(agentId, UUID.randomUUID().toString()))
                .isInstanceOf(Caller.Refused.class)
                .hasMessage(Told.TASK_NOT_FOUND.to(caller.speech()));
    }

    /** The agent refuses the message. Where the mesh chose the agent its task has failed, and says so (task-svc/README.md). */
    private void agentsError() throws Exception {
        if (caller.address() != Address.CHOICE) {
            assertRefused(() -> caller.send(agentId, Script.REFUSE));
            if (caller.speech().version() != Version.V0_1) { // there the task is shown before the agent has it
                assertRefused(() -> caller.stream(agentId, Script.REFUSE));
            }
            return;
        }
        TaskStatus status = caller.send(agentId, Script.REFUSE).getStatus();
        assertState(status, TaskState.TASK_STATE_FAILED);
        Struct error = status.getMessage()
                .getMetadata()
                .getFieldsOrDefault(Extensions.AGENT_ERROR, Value.getDefaultInstance())
                .getStructValue();
        assertThat(error.getFieldsMap())
                .containsEntry("code", Value.newBuilder().setNumberValue(-32005).build());
    }

    private void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(Caller.Refused.class)
                .hasMessage(Told.CONTENT_TYPE_NOT_SUPPORTED.to(caller.speech()));
    }

    private void outputModes() throws Exception {
        assertEchoed(caller.send(agentId, Script.MODES), String.join(",", Texts.MODES));
    }

    /** The agent wants an authorization: the answer says so, and the next message goes on with the task. */
    private void authorization() throws Exception {
        Task task = caller.send(agentId, Script.AUTH);
        assertState(
                task.getStatus(),
                caller.speech().version() == Version.V0_1
                        ? TaskState.TASK_STATE_INPUT_REQUIRED
                        : TaskState.TASK_STATE_AUTH_REQUIRED);
        Task done = caller.reply(agentId, task.getId(), "granted");
        assertThat(done.getId()).isEqualTo(task.getId());
        assertEchoed(done, "granted");
    }

    /** The agent gets the parts as they were sent, and they come back as it gave them. */
    private void parts() throws Exception {
        SendMessageRequest.Builder request = Texts.message("", true).toBuilder();
        request.getMessageBuilder().clearParts().addAllParts(Parts.ALL);
        Task task = caller.send(agentId, request.build());
        assertItsArtifact(task);
        assertThat(task.getArtifacts(0).getPartsList())
                .containsExactlyElementsOf(
                        Parts.between(caller.speech().version(), agent.speech().version()));
    }

    private void assertEchoed(Task task, String text) {
        assertState(task.getStatus(), TaskState.TASK_STATE_COMPLETED);
        assertItsArtifact(task);
        assertThat(Texts.of(task)).isEqualTo("echo: " + text);
    }

    private void assertItsArtifact(Task task) {
        assertThat(task.getArtifactsList()).extracting(Artifact::getName).containsExactly(agentId);
    }

    private static void assertState(TaskStatus status, TaskState expected) {
        assertThat(status.getState()).as("the state in %s", status).isEqualTo(expected);
    }
}
