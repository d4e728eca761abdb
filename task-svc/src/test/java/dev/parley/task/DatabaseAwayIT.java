package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.kit.life.MeshService;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.kit.rpc.RpcServer;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.task.v1.GetTaskCall;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.TaskServiceGrpc;
import dev.parley.proto.task.v1.TaskServiceGrpc.TaskServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL goes away under a running task, and comes back. */
class DatabaseAwayIT {
    private static EmbeddedPostgres postgres(Path folder, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static SendMessageCall call(String id, String text) {
        SendMessageRequest.Builder request = SendMessageRequest.newBuilder()
                .setMessage(Message.newBuilder()
                        .setMessageId(id)
                        .addParts(Part.newBuilder().setText(text)));
        request.getConfigurationBuilder().setReturnImmediately(true);
        return SendMessageCall.newBuilder().setAgentId("a").setRequest(request).build();
    }

    @Test
    void away_newMessagesAreRefusedAndRunningTasksGoOnWhenItIsBack(@TempDir Path folder) throws Exception {
        int port = freePort();
        EmbeddedPostgres postgres = postgres(folder, port);
        ScriptedRouter router = new ScriptedRouter();
        try (RpcServer server = RpcServer.inProcess("away-router", List.of(router));
                MeshService service = MeshService.start(
                        "task",
                        Map.of(
                                "datasources.default.url", "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                                "datasources.default.username", "postgres",
                                "datasources.default.password", "postgres",
                                "datasources.default.connection-timeout", "1000",
                                "parley.services.router", "in-process:away-router",
                                "parley.services.task", "in-process:away-task"))) {
            assertThat(server).isNotNull();
            ManagedChannel channel = RpcChannels.open("in-process:away-task");
            TaskServiceBlockingStub tasks = TaskServiceGrpc.newBlockingStub(channel);
            String running = tasks.sendMessage(call("m1", "hang away")).getTaskId();

            postgres.close();
            router.release("away");
            assertThatThrownBy(
                            () -> tasks.withDeadlineAfter(20, TimeUnit.SECONDS).sendMessage(call("m2", "echo")))
                    .isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
                        assertThat(RpcErrors.fromStatus(refused).code()).isEqualTo(A2aErrorCode.OVERLOADED);
                        assertThat(RpcErrors.fromStatus(refused).retryAfter()).isPresent();
                    });

            postgres = postgres(folder, port);
            Task done = awaitCompleted(tasks, running);
            assertThat(done.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
            assertThat(tasks.sendMessage(call("m2", "echo")).hasTask()).isTrue();
            channel.shutdownNow();
            assertThat(service.services()).isNotEmpty();
        } finally {
            postgres.close();
        }
    }

    private static Task awaitCompleted(TaskServiceBlockingStub tasks, String id) {
        GetTaskCall get = GetTaskCall.newBuilder()
                .setRequest(GetTaskRequest.newBuilder().setId(id))
                .build();
        Task task = Task.getDefaultInstance();
        for (long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                System.nanoTime() < deadline && task.getStatus().getState() != TaskState.TASK_STATE_COMPLETED; ) {
            LockSupport.parkNanos(50_000_000);
            try {
                task = tasks.getTask(get);
            } catch (StatusRuntimeException notYet) {
                // the pool is still finding its way back
            }
        }
        return task;
    }
}
