package dev.parley.task;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import dev.parley.kit.rpc.StreamSender;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.CallEvent;
import dev.parley.proto.router.v1.CallRequest;
import dev.parley.proto.router.v1.CallStep;
import dev.parley.proto.router.v1.Candidate;
import dev.parley.proto.router.v1.RemoteTaskReply;
import dev.parley.proto.router.v1.RemoteTaskRequest;
import dev.parley.proto.router.v1.ResumeRequest;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.router.v1.RouteRequest;
import dev.parley.proto.router.v1.RouterServiceGrpc.RouterServiceImplBase;
import dev.parley.proto.router.v1.Taken;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A router whose agents do what the message's text says: {@code echo}, {@code message}, {@code input [ARTIFACT]}, {@code auth}, {@code authopen NAME}, {@code late NAME}, {@code chunks N},
 * {@code hang NAME} (until released by name), {@code hanginput NAME}, {@code mute NAME}, {@code refused}, {@code half}, {@code away}, {@code later}, {@code refuse CODE}, {@code grow N NAME},
 * {@code refuse-begun CODE}, {@code refuse-when NAME CODE}, {@code steps …} as {@link SteppingAgent} has it, {@code reports NAME} what is put in {@link #reports},
 * {@code status-first}, {@code nul}. What ends with {@code dies} ends with its router. The agent {@code stubborn} never cancels, {@code unwilling} refuses to, and {@code canceled-before}
 * refuses because it has done so already, of which its stream says nothing; those that begin with {@code able} go on from checkpoints; {@code together} is chosen for two calls at once.
 */
final class ScriptedRouter extends RouterServiceImplBase {
    /** Cancels that agents were asked for. */
    final AtomicInteger cancels = new AtomicInteger();

    volatile RemoteTaskRequest lastCancel = RemoteTaskRequest.getDefaultInstance();

    /** While over 0, nobody can say who may serve a need; each question takes one off. */
    final AtomicInteger unsure = new AtomicInteger();

    final List<CallRequest> calls = new CopyOnWriteArrayList<>();
    /** How often agents were asked how a task is. */
    final AtomicInteger questions = new AtomicInteger();

    /** While over 0, no agent can be asked to go on with a task; each question takes one off. */
    final AtomicInteger unreachable = new AtomicInteger();

    final Map<String, Task> resumable = new ConcurrentHashMap<>();

    /** What agents report under a name, one event each. */
    final Map<String, List<Value>> reports = new ConcurrentHashMap<>();

    final SteppingAgent stepping = new SteppingAgent();
    private final CyclicBarrier pair = new CyclicBarrier(2);
    private final Map<String, CountDownLatch> latches = new ConcurrentHashMap<>();

    /** Lets agents that hang under this name go on, now and later. */
    void release(String name) {
        latch(name).countDown();
    }

    private CountDownLatch latch(String name) {
        return latches.computeIfAbsent(name, unused -> new CountDownLatch(1));
    }

    @Override
    public void route(RouteRequest request, StreamObserver<RouteDecision> reply) {
        if (request.getAgentId().equals("unknown")) {
            throw new A2aException(A2aErrorCode.AGENT_NOT_FOUND, "Agent \"unknown\" is not registered");
        }
        if (request.getAgentId().equals("together")) {
            awaitSecond();
        }
        if (request.hasNeed() && unsure.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw A2aException.retryable(
                    A2aErrorCode.OVERLOADED, "A service of the mesh is not available", Duration.ofSeconds(1));
        }
        RouteDecision.Builder decision = RouteDecision.newBuilder().setSummary("as the script says");
        if (!request.getNeed().getText().contains("impossible")) {
            String agent = request.getAgentId().isEmpty() ? "chosen" : request.getAgentId();
            decision.addCandidates(
                    Candidate.newBuilder().setAgentId(agent).setScore(0.9).setResumable(agent.startsWith("able")));
        }
        reply.onNext(decision.build());
        reply.onCompleted();
    }

    private void awaitSecond() {
        try {
            pair.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("no second call came", e);
        }
    }

    @Override
    public StreamObserver<CallStep> call(StreamObserver<CallEvent> reply) {
        StreamSender<CallEvent> sender = new StreamSender<>(reply);
        return new StreamObserver<>() {
            private CallRequest request = CallRequest.getDefaultInstance();

            @Override
            public void onNext(CallStep step) {
                if (step.hasRequest()) {
                    request = step.getRequest();
                    offered(request, sender);
                } else {
                    calls.add(request);
                    Thread.ofVirtual().start(() -> answer(request, sender));
                }
            }

            @Override
            public void onError(Throwable left) {
                // as everybody who leaves
            }

            @Override
            public void onCompleted() {
                // says nothing: `go` was the last word
            }
        };
    }

    /** What becomes of the offers of calls whose text begins with "offer", in this order; then they are taken. */
    enum Offer {
        SILENT,
        LOST,
        TOO_LATE
    }

    final Queue<Offer> offers = new ConcurrentLinkedQueue<>();
    final AtomicInteger offered = new AtomicInteger();

    private void offered(CallRequest request, StreamSender<CallEvent> sender) {
        boolean scripted =
                request.getRequest().getMessage().getParts(0).getText().startsWith("offer");
        Offer fate = scripted ? offers.poll() : null;
        offered.addAndGet(scripted ? 1 : 0);
        try {
            switch (fate) {
                case null ->
                    sender.send(CallEvent.newBuilder()
                            .setTaken(Taken.getDefaultInstance())
                            .build());
                case SILENT -> {}
                case LOST -> sender.fail(Status.UNAVAILABLE.asRuntimeException());
                case TOO_LATE ->
                    sender.send(end(CallEnd.newBuilder()
                            .setOutcome(CallEnd.Outcome.NOT_ASKED)
                            .build()));
            }
        } catch (InterruptedException e) {
            sender.fail(e);
        }
    }

    private void answer(CallRequest request, StreamSender<CallEvent> sender) {
        try {
            if (request.getRequest().getMessage().getParts(0).getText().endsWith("dies")) {
                sender.fail(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            sender.send(end(play(request, sender)));
            sender.complete();
        } catch (InterruptedException e) {
            sender.fail(e);
        }
    }

    private CallEnd play(CallRequest request, StreamSender<CallEvent> to) throws InterruptedException {
        Message message = request.getRequest().getMessage();
        String text = message.getParts(0).getText();
        String remote = message.getTaskId().isEmpty() ? "remote-" + message.getMessageId() : message.getTaskId();
        String[] words = text.split(" ");
        switch (words[0]) {
            case "message" ->
                to.send(event(StreamResponse.newBuilder()
                        .setMessage(Message.newBuilder()
                                .setMessageId("answer")
                                .setRole(Role.ROLE_AGENT)
                                .setContextId("agents-context")
                                .addParts(Part.newBuilder().setText("hello")))
                        .build()));
            case "auth" -> to.send(event(task(remote, TaskState.TASK_STATE_AUTH_REQUIRED, "")));
            case "authopen" -> {
                to.send(event(task(remote, TaskState.TASK_STATE_AUTH_REQUIRED, "")));
                latch(words[1]).await();
                to.send(event(task(remote, TaskState.TASK_STATE_COMPLETED, "")));
            }
            case "late" -> {
                latch(words[1]).await();
                to.send(event(task(remote, TaskState.TASK_STATE_COMPLETED, "")));
            }
            case "input" ->
                to.send(event(task(remote, TaskState.TASK_STATE_INPUT_REQUIRED, words.length > 1 ? words[1] : "")));
            case "chunks" -> {
                to.send(event(task(remote, TaskState.TASK_STATE_WORKING, "")));
                for (int i = 0; i < Integer.parseInt(words[1]); i++) {
                    to.send(event(chunk(remote, i)));
                }
                to.send(event(status(remote, TaskState.TASK_STATE_COMPLETED)));
            }
            case "hang" -> {
                to.send(event(task(remote, TaskState.TASK_STATE_WORKING, "")));
                latch(words[1]).await();
                to.send(event(status(remote, TaskState.TASK_STATE_COMPLETED)));
            }
            case "hanginput" -> {
                to.send(event(task(remote, TaskState.TASK_STATE_WORKING, "")));
                latch(words[1]).await();
                to.send(event(status(remote, TaskState.TASK_STATE_INPUT_REQUIRED)));
            }
            case "nul" -> to.send(event(task(remote + "\0", TaskState.TASK_STATE_WORKING, "")));
            case "later" -> {
                to.send(event(task(remote, TaskState.TASK_STATE_WORKING, "")));
                to.send(event(fromLater(chunk(remote, 0), 911)));
                to.send(event(fromLater(chunk(remote, 1), 912)));
                to.send(event(status(remote, TaskState.TASK_STATE_COMPLETED)));
            }
            case "mute" -> latch(words[1]).await();
            case "status-first" -> {
                to.send(event(status(remote, TaskState.TASK_STATE_WORKING)));
                to.send(event(status(remote, TaskState.TASK_STATE_COMPLETED)));
                to.send(event(status(remote, TaskState.TASK_STATE_FAILED)));
            }
            case "refused" -> {
                return CallEnd.newBuilder()
                        .setOutcome(CallEnd.Outcome.NOT_STARTED)
                        .setReason("connection refused")
                        .build();
            }
            case "grow" -> {
                to.send(event(task(remote, TaskState.TASK_STATE_WORKING, "")));
                for (int i = 0; i < Integer.parseInt(words[1]); i++) {
                    to.send(event(large(remote, i)));
                }
                latch(words[2]).await();
                to.send(event(large(remote, Integer.parseInt(words[1]))));
            }
            case "refuse" -> {
                return refusal(words[1]);
            }
            case "refuse-begun" -> {
                to.send(event(task(remote, TaskState.TASK_STATE_WORKING, "")));
                return refusal(words[1]);
            }
            case "refuse-when" -> {
                latch(words[1]).await();
                return refusal(words[2]);
            }
            case "half" -> {
                to.send(event(task(remote, TaskState.TASK_STATE_WORKING, "")));
                return broken();
            }
            case "steps" -> {
                String own = remote + (message.getMetadata().containsFields(Extensions.CHECKPOINT) ? "-again" : "");
                if (stepping.work(message, own, said -> to.send(event(said))) > 0) {
                    if (words.length > 3) {
                        latch(words[3]).await();
                    }
                    if (!words[1].equals("fail")) {
                        return broken().toBuilder()
                                .setAgentErrorCode(A2aErrorCode.TASK_NOT_FOUND.jsonRpcCode())
                                .build();
                    }
                    to.send(event(status(own, TaskState.TASK_STATE_FAILED)));
                } else {
                    to.send(event(status(own, TaskState.TASK_STATE_COMPLETED)));
                }
            }
            case "reports" -> {
                to.send(event(task(remote, TaskState.TASK_STATE_WORKING, "")));
                for (Value report : reports.getOrDefault(words[1], List.of())) {
                    to.send(event(SteppingAgent.saying(remote, report)));
                }
                to.send(event(status(remote, TaskState.TASK_STATE_COMPLETED)));
            }
            case "away" -> {
                to.send(event(task(remote, TaskState.TASK_STATE_WORKING, "")));
                return CallEnd.newBuilder()
                        .setOutcome(CallEnd.Outcome.BROKEN)
                        .setAgentAway(true)
                        .setReason("the stream broke off; asked for its task, connection refused")
                        .build();
            }
            default -> to.send(event(task(remote, TaskState.TASK_STATE_COMPLETED, text)));
        }
        return CallEnd.newBuilder().setOutcome(CallEnd.Outcome.FINISHED).build();
    }

    @Override
    public void resume(ResumeRequest request, StreamObserver<CallEvent> reply) {
        if (unreachable.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            reply.onNext(end(CallEnd.newBuilder()
                    .setOutcome(CallEnd.Outcome.NOT_STARTED)
                    .setReason("connection refused")
                    .build()));
            reply.onCompleted();
            return;
        }
        Task task = resumable.get(request.getRemoteTaskId());
        if (task != null) {
            reply.onNext(event(StreamResponse.newBuilder().setTask(task).build()));
        }
        reply.onNext(end(CallEnd.newBuilder()
                .setOutcome(task == null ? CallEnd.Outcome.REFUSED : CallEnd.Outcome.FINISHED)
                .setAgentErrorCode(task == null ? A2aErrorCode.TASK_NOT_FOUND.jsonRpcCode() : 0)
                .setReason("no such task")
                .build()));
        reply.onCompleted();
    }

    @Override
    public void cancelRemoteTask(RemoteTaskRequest request, StreamObserver<RemoteTaskReply> reply) {
        cancels.incrementAndGet();
        lastCancel = request;
        if (request.getAgentId().equals("unwilling") || request.getAgentId().equals("canceled-before")) {
            reply.onNext(RemoteTaskReply.newBuilder()
                    .setFailure(CallEnd.newBuilder()
                            .setOutcome(CallEnd.Outcome.REFUSED)
                            .setAgentErrorCode(-32002))
                    .build());
            reply.onCompleted();
            return;
        }
        TaskState state =
                request.getAgentId().equals("stubborn") ? TaskState.TASK_STATE_WORKING : TaskState.TASK_STATE_CANCELED;
        reply.onNext(RemoteTaskReply.newBuilder()
                .setTask(task(request.getRemoteTaskId(), state, "").getTask())
                .build());
        reply.onCompleted();
    }

    @Override
    public void getRemoteTask(RemoteTaskRequest request, StreamObserver<RemoteTaskReply> reply) {
        questions.incrementAndGet();
        Task known = resumable.get(request.getRemoteTaskId());
        if (known != null) {
            reply.onNext(RemoteTaskReply.newBuilder().setTask(known).build());
            reply.onCompleted();
            return;
        }
        TaskState state = request.getAgentId().equals("canceled-before")
                ? TaskState.TASK_STATE_CANCELED
                : TaskState.TASK_STATE_WORKING;
        reply.onNext(RemoteTaskReply.newBuilder()
                .setTask(task(request.getRemoteTaskId(), state, "").getTask())
                .build());
        reply.onCompleted();
    }

    private static CallEnd broken() {
        return CallEnd.newBuilder()
                .setOutcome(CallEnd.Outcome.BROKEN)
                .setReason("the stream broke off")
                .build();
    }

    private static CallEnd refusal(String code) {
        return CallEnd.newBuilder()
                .setOutcome(CallEnd.Outcome.REFUSED)
                .setAgentErrorCode(Integer.parseInt(code))
                .setReason("the agent answered with error " + code + ": not so")
                .build();
    }

    private static CallEvent event(StreamResponse event) {
        return CallEvent.newBuilder().setAgentEvent(event).build();
    }

    private static CallEvent end(CallEnd end) {
        return CallEvent.newBuilder().setEnd(end).build();
    }

    static StreamResponse task(String id, TaskState state, String text) {
        Task.Builder task = Task.newBuilder()
                .setId(id)
                .setContextId("agents-context")
                .setStatus(TaskStatus.newBuilder().setState(state));
        if (!text.isEmpty()) {
            task.addArtifacts(Artifact.newBuilder()
                    .setArtifactId("echo")
                    .addParts(Part.newBuilder().setText(text)));
        }
        return StreamResponse.newBuilder().setTask(task).build();
    }

    private static StreamResponse chunk(String id, int number) {
        return StreamResponse.newBuilder()
                .setArtifactUpdate(TaskArtifactUpdateEvent.newBuilder()
                        .setTaskId(id)
                        .setContextId("agents-context")
                        .setAppend(number > 0)
                        .setArtifact(Artifact.newBuilder()
                                .setArtifactId("story")
                                .addParts(Part.newBuilder().setText("w" + number + " "))))
                .build();
    }

    /** A chunk of a thousand characters. */
    private static StreamResponse large(String id, int number) {
        StreamResponse.Builder event = chunk(id, number).toBuilder();
        event.getArtifactUpdateBuilder().getArtifactBuilder().getPartsBuilder(0).setText("x".repeat(1000));
        return event.build();
    }

    /** A field that nobody here knows. */
    static UnknownFieldSet later(int number) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        number,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("later"))
                                .build())
                .build();
    }

    /** The chunk as an agent of a later A2A sends it: with a field more everywhere. */
    private static StreamResponse fromLater(StreamResponse chunk, int number) {
        StreamResponse.Builder event = chunk.toBuilder().setUnknownFields(later(number));
        TaskArtifactUpdateEvent.Builder update =
                event.getArtifactUpdateBuilder().setUnknownFields(later(number));
        update.getArtifactBuilder().setUnknownFields(later(number)).addExtensions("urn:" + number);
        update.getArtifactBuilder().getPartsBuilder(0).setUnknownFields(later(number));
        return event.build();
    }

    static StreamResponse status(String id, TaskState state) {
        return StreamResponse.newBuilder()
                .setStatusUpdate(TaskStatusUpdateEvent.newBuilder()
                        .setTaskId(id)
                        .setContextId("agents-context")
                        .setStatus(TaskStatus.newBuilder().setState(state)))
                .build();
    }
}
