package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.kit.life.MeshService;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.kit.rpc.RpcServer;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.GetTaskCall;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SubscribeToTaskCall;
import dev.parley.proto.task.v1.TaskEvent;
import dev.parley.proto.task.v1.TaskServiceGrpc;
import dev.parley.proto.task.v1.TaskServiceGrpc.TaskServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The service whole, on a real PostgreSQL; only the router, and so the agents, are scripted. */
abstract class TaskServiceFixture {
    static TestDatabase database;
    static ScriptedRouter router;
    static RpcServer routerServer;
    static MeshService service;
    static ManagedChannel channel;
    static TaskServiceBlockingStub tasks;
    static int messages;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.migrated();
        router = new ScriptedRouter();
        routerServer = RpcServer.inProcess("it-router", List.of(router));
        startService("one");
    }

    static void startService(String instance) {
        startService(instance, Map.of());
    }

    /** @param settings beside those of every test, or in their place */
    static void startService(String instance, Map<String, String> settings) {
        service = startInstance(instance, "it-task", settings);
        channel = RpcChannels.open("in-process:it-task");
        tasks = TaskServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    /** An instance on the one database, called in this process by a name. */
    static MeshService startInstance(String instance, String address) {
        return startInstance(instance, address, Map.of());
    }

    private static MeshService startInstance(String instance, String address, Map<String, String> settings) {
        Map<String, Object> all = new HashMap<>(Map.ofEntries(
                Map.entry("datasources.default.url", database.url()),
                Map.entry("datasources.default.username", "postgres"),
                Map.entry("datasources.default.password", "postgres"),
                Map.entry("parley.services.router", "in-process:it-router"),
                Map.entry("parley.services.task", "in-process:" + address),
                Map.entry("parley.instance", instance),
                Map.entry("parley.push.allowed-targets", "127.0.0.1"),
                Map.entry("parley.push.first-pause", "20ms"),
                Map.entry("parley.push.longest-pause", "6s"),
                Map.entry("parley.push.attempt-timeout", "2s"),
                Map.entry("parley.task.retry.first-pause", "20ms"),
                Map.entry("parley.task.resume-patience", "1s")));
        all.putAll(settings);
        return MeshService.start("task", all);
    }

    static void stopService() {
        channel.shutdownNow();
        service.close();
    }

    @AfterAll
    static void stop() throws Exception {
        stopService();
        routerServer.close();
    }

    static Message message(String text) {
        return Message.newBuilder()
                .setMessageId("m-" + messages++)
                .setRole(Role.ROLE_USER)
                .addParts(Part.newBuilder().setText(text))
                .build();
    }

    static SendMessageCall call(String agent, Message message) {
        return SendMessageCall.newBuilder()
                .setAgentId(agent)
                .setRequest(SendMessageRequest.newBuilder().setMessage(message))
                .build();
    }

    static SendMessageCall call(String agent, String text) {
        return call(agent, message(text));
    }

    static SendMessageCall immediate(SendMessageCall call) {
        SendMessageCall.Builder builder = call.toBuilder();
        builder.getRequestBuilder().getConfigurationBuilder().setReturnImmediately(true);
        return builder.build();
    }

    static Task get(String id) {
        return getAt("", id);
    }

    static Task getAt(String endpoint, String id) {
        return tasks.getTask(GetTaskCall.newBuilder()
                .setAgentId(endpoint)
                .setRequest(GetTaskRequest.newBuilder().setId(id))
                .build());
    }

    static List<TaskEvent> stream(SendMessageCall call) {
        List<TaskEvent> events = new ArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        TaskServiceGrpc.newStub(channel).streamMessage(call, collector(events, done));
        done.orTimeout(30, TimeUnit.SECONDS).join();
        return events;
    }

    static List<TaskEvent> subscribe(String id, Long after) {
        List<TaskEvent> events = new ArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        var call = SubscribeToTaskCall.newBuilder()
                .setRequest(SubscribeToTaskRequest.newBuilder().setId(id));
        if (after != null) {
            call.setAfterSequence(after);
        }
        TaskServiceGrpc.newStub(channel).subscribeToTask(call.build(), collector(events, done));
        done.orTimeout(30, TimeUnit.SECONDS).join();
        return events;
    }

    static io.grpc.stub.StreamObserver<TaskEvent> collector(List<TaskEvent> events, CompletableFuture<Void> done) {
        return new io.grpc.stub.StreamObserver<>() {
            @Override
            public void onNext(TaskEvent event) {
                events.add(event);
            }

            @Override
            public void onError(Throwable failure) {
                done.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                done.complete(null);
            }
        };
    }

    /** Does it on a thread of its own. */
    static <T> CompletableFuture<T> aside(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, Thread::startVirtualThread);
    }

    static <T> T eventually(Supplier<T> read, java.util.function.Predicate<T> wanted) {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        T value = read.get();
        while (!wanted.test(value) && System.nanoTime() < deadline) {
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
            value = read.get();
        }
        assertThat(value).matches(wanted);
        return value;
    }

    static A2aErrorCode codeOf(Runnable call) {
        return errorOf(call).code();
    }

    static A2aException errorOf(Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException e) {
            return RpcErrors.fromStatus(e);
        } catch (java.util.concurrent.CompletionException e) {
            return RpcErrors.fromStatus(e.getCause());
        }
        throw new AssertionError("no error");
    }
}
