package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.task.v1.ExportTaskCall;
import dev.parley.proto.task.v1.GetTaskHistoryCall;
import dev.parley.proto.task.v1.HistoryServiceGrpc;
import dev.parley.proto.task.v1.ImportTaskPart;
import dev.parley.proto.task.v1.ImportTaskReply;
import dev.parley.proto.task.v1.ListTasksCall;
import dev.parley.proto.task.v1.ReplayServiceGrpc;
import dev.parley.proto.task.v1.ReplayTaskCall;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.TaskFileServiceGrpc;
import dev.parley.proto.task.v1.TaskHistory;
import dev.parley.task.taskfile.SampleFile;
import io.grpc.stub.StreamObserver;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A task as a file, there and back. The tenant `elsewhere` stands for another mesh: ids are free there. */
class TaskFileIT extends TaskServiceFixture {
    private static final Principal THERE = new Principal("elsewhere", "zoe", List.of());

    private static <T> T as(Principal principal, Callable<T> work) {
        try {
            return CallerIdentity.callAs(principal, work);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] export(String task) {
        ByteString file = ByteString.EMPTY;
        var parts = TaskFileServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .exportTask(ExportTaskCall.newBuilder().setTaskId(task).build());
        while (parts.hasNext()) {
            file = file.concat(parts.next().getData());
        }
        return file.toByteArray();
    }

    private static ImportTaskReply take(byte[] file) {
        return take(file, false);
    }

    private static ImportTaskReply take(byte[] file, boolean keepOwner) {
        CompletableFuture<ImportTaskReply> reply = new CompletableFuture<>();
        StreamObserver<ImportTaskPart> to = TaskFileServiceGrpc.newStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .importTask(into(reply));
        for (int from = 0; from < file.length; from += 1 << 16) {
            to.onNext(ImportTaskPart.newBuilder()
                    .setKeepOwner(keepOwner)
                    .setData(ByteString.copyFrom(file, from, Math.min(1 << 16, file.length - from)))
                    .build());
        }
        to.onCompleted();
        return reply.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static StreamObserver<ImportTaskReply> into(CompletableFuture<ImportTaskReply> reply) {
        return new StreamObserver<>() {
            @Override
            public void onNext(ImportTaskReply answer) {
                reply.complete(answer);
            }

            @Override
            public void onError(Throwable failure) {
                reply.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                // the answer came before
            }
        };
    }

    private static TaskHistory history(String task) {
        return HistoryServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .getTaskHistory(GetTaskHistoryCall.newBuilder()
                        .setTaskId(task)
                        .setPageSize(500)
                        .build());
    }

    /** What the journal has, byte for byte. */
    private static List<String> journal(String tenant, String task) throws Exception {
        return rows("SELECT seq || ' ' || kind || ' ' || format || ' ' || encode(payload, 'hex') || ' ' || at"
                + " FROM task.journal WHERE tenant = '" + tenant + "' AND task_id = '" + task + "' ORDER BY seq");
    }

    private static List<String> rows(String sql) throws Exception {
        try (var connection = database.source().getConnection();
                var statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(found.getString(1));
            }
            return rows;
        }
    }

    private static void execute(String sql) throws Exception {
        try (var connection = database.source().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void forget(String task) throws Exception {
        for (String table : List.of("task", "journal", "dead_letter", "push_config")) {
            execute("DELETE FROM task." + table + " WHERE tenant = 'default' AND task_id = '" + task + "'");
        }
    }

    private static String echoed(String text) {
        return tasks.sendMessage(call("a", text)).getTaskId();
    }

    private static A2aErrorCode refusalThere(byte[] file) {
        return codeOf(() -> as(THERE, () -> take(file)));
    }

    @Test
    void everyKindOfTask_isThereAsItWas() throws Exception {
        Task asked = tasks.sendMessage(call("a", "input")).getTask();
        Message answer =
                message("echo then").toBuilder().setTaskId(asked.getId()).build();
        tasks.sendMessage(call("a", answer));
        String replayed = echoed("echo again");
        ReplayServiceGrpc.newBlockingStub(channel)
                .replayTask(ReplayTaskCall.newBuilder().setTaskId(replayed).build());
        List<String> all = List.of(
                asked.getId(),
                replayed,
                echoed("chunks 700"),
                echoed("later"),
                echoed("refused for good"),
                echoed("half"),
                echoed("status-first"),
                tasks.sendMessage(call("", "echo for whom it may concern")).getTaskId(),
                tasks.sendMessage(call("a", "message")).getTaskId(),
                tasks.sendMessage(call("", "message")).getTaskId());
        for (String task : all) {
            byte[] file = export(task);
            ImportTaskReply reply = as(THERE, () -> take(file));

            assertThat(reply.getTaskId()).isEqualTo(task);
            List<String> here = journal("default", task);
            List<String> there = journal("elsewhere", task);
            assertThat(reply.getEntries()).isEqualTo(here.size());
            assertThat(there.subList(0, here.size())).isEqualTo(here);
            assertThat(there).hasSize(here.size() + 1);
            if (history(task).getTask().getIsTask()) {
                assertThat(as(THERE, () -> get(task))).isEqualTo(get(task));
                assertThat(as(THERE, () -> subscribe(task, 1L))).isEqualTo(subscribe(task, 1L));
            } else {
                assertThat(codeOf(() -> as(THERE, () -> get(task)))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
            }
        }
    }

    @Test
    void importedTask_isReadListedAndReplayed_andItsHistoryTellsWhereItCameFrom() throws Exception {
        String task = echoed("echo a traveller");
        byte[] file = export(task);

        assertThat(as(THERE, () -> take(file)).getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);

        var listed = as(
                THERE,
                () -> tasks.listTasks(ListTasksCall.newBuilder()
                        .setRequest(ListTasksRequest.newBuilder().setIncludeArtifacts(true))
                        .build()));
        assertThat(listed.getTasksList()).contains(as(THERE, () -> get(task)));
        TaskHistory history = as(THERE, () -> history(task));
        assertThat(history.getEntriesList().subList(0, history.getEntriesCount() - 1))
                .isEqualTo(history(task).getEntriesList());
        var imported = history.getEntriesList().getLast().getImported();
        assertThat(imported.getSubject()).isEqualTo("zoe");
        assertThat(imported.getFromSubject()).isEqualTo("local");
        assertThat(imported.getFromTenant()).isEqualTo("default");
        assertThat(history.getTask().getSubject()).isEqualTo("zoe");
        assertThat(history.getTask().getAgentId()).isEqualTo("a");
        // whoever writes a file must not speak in another's conversation with an agent
        assertThat(history.getTask().getRemoteContextId()).isEmpty();
        assertThat(history.getTask().getRemoteTaskId()).isEmpty();

        int before = router.calls.size();
        String made = as(
                THERE,
                () -> ReplayServiceGrpc.newBlockingStub(channel)
                        .replayTask(ReplayTaskCall.newBuilder().setTaskId(task).build())
                        .getTaskId());
        Task replay = as(
                THERE,
                () -> eventually(() -> get(made), now -> now.getStatus().getState() == TaskState.TASK_STATE_COMPLETED));
        assertThat(replay.getArtifacts(0).getParts(0).getText()).isEqualTo("echo a traveller");
        assertThat(router.calls).hasSize(before + 1); // the replay, not the import
        assertThat(as(THERE, () -> history(task))
                        .getEntriesList()
                        .getLast()
                        .getLedTo()
                        .getTaskId())
                .isEqualTo(made);
    }

    @Test
    void taskThatIsGone_comesBackWhereItWas() throws Exception {
        String task = echoed("chunks 300");
        Task before = get(task);
        byte[] file = export(task);
        forget(task);
        assertThat(codeOf(() -> get(task))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);

        assertThat(take(file).getAlreadyThere()).isFalse();

        assertThat(get(task)).isEqualTo(before);
        assertThat(take(file).getAlreadyThere()).isTrue();
        // and what was exported of the import is the same task, too
        assertThat(take(export(task)).getAlreadyThere()).isTrue();
    }

    @Test
    void equalTask_isNoFault_anotherUnderItsIdIs() throws Exception {
        String task = echoed("echo twice");
        byte[] file = export(task);
        assertThat(take(file).getAlreadyThere()).isTrue();
        List<String> lines = SampleFile.lines(file);
        lines.set(1, lines.get(1).replaceFirst("\"at\":\"20\\d\\d", "\"at\":\"2020"));
        byte[] changed = SampleFile.signed(lines);
        assertThat(codeOf(() -> take(changed))).isEqualTo(A2aErrorCode.TASK_EXISTS);
        // equal, but another's: not even that is told
        Principal eve = new Principal("default", "eve", List.of());
        assertThat(codeOf(() -> as(eve, () -> take(file)))).isEqualTo(A2aErrorCode.TASK_EXISTS);
    }

    @Test
    void importsAtOnce_makeOneTask() throws Exception {
        byte[] file = export(echoed("chunks 100"));
        List<CompletableFuture<ImportTaskReply>> both = IntStream.range(0, 4)
                .mapToObj(i -> aside(() -> as(THERE, () -> take(file))))
                .toList();
        assertThat(both.stream().filter(reply -> !reply.join().getAlreadyThere()))
                .hasSize(1);
    }

    @Test
    void importedTask_isItsImporters_unlessAnAdminKeepsItsOwner() throws Exception {
        String task = echoed("echo mine");
        byte[] file = export(task);
        assertThat(codeOf(() -> as(THERE, () -> take(file, true)))).isEqualTo(A2aErrorCode.PERMISSION_DENIED);
        as(new Principal("third", "root", List.of("admin")), () -> take(file, true));
        assertThat(as(new Principal("third", "local", List.of()), () -> get(task))
                        .getId())
                .isEqualTo(task);
        assertThat(codeOf(() -> as(new Principal("third", "root", List.of()), () -> get(task))))
                .isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
        assertThat(codeOf(() -> as(THERE, () -> get(task)))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
    }

    @Test
    void taskOfAnother_isExportedByAdminsOfTheTenantOnly() {
        String task = echoed("echo mine");
        assertThat(as(new Principal("default", "eve", List.of("admin")), () -> export(task)))
                .isNotEmpty();
        for (Principal other : List.of(
                new Principal("default", "eve", List.of()), new Principal("elsewhere", "local", List.of("admin")))) {
            assertThat(codeOf(() -> as(other, () -> export(task)))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
        }
    }

    @Test
    void webhooksAndLetters_stayWhereTheyAre() throws Exception {
        SendMessageCall.Builder call = call("a", "refused with a webhook").toBuilder();
        call.getRequestBuilder()
                .getConfigurationBuilder()
                .setTaskPushNotificationConfig(TaskPushNotificationConfig.newBuilder()
                        .setUrl("http://127.0.0.1:1/hook?key=secret1")
                        .setToken("secret2"));
        String task = tasks.sendMessage(call.build()).getTaskId();
        byte[] file = export(task);
        assertThat(String.join("", SampleFile.lines(file)))
                .contains("http://127.0.0.1:1/hook")
                .doesNotContain("secret1")
                .doesNotContain("secret2");

        as(THERE, () -> take(file));

        assertThat(rows("SELECT tenant FROM task.dead_letter WHERE task_id = '" + task + "'"))
                .containsExactly("default");
        assertThat(rows("SELECT tenant FROM task.push_config WHERE task_id = '" + task + "'"))
                .containsExactly("default");
        assertThat(rows("SELECT tenant FROM task.intake WHERE tenant = 'elsewhere'"))
                .isEmpty();
    }

    @Test
    void taskThatGoesOn_isExported_andNotImported() {
        String task = tasks.sendMessage(immediate(call("a", "hang export"))).getTaskId();
        eventually(() -> get(task), now -> now.getStatus().getState() == TaskState.TASK_STATE_WORKING);
        byte[] file = export(task);
        var error = errorOf(() -> as(THERE, () -> take(file)));
        assertThat(error.code()).isEqualTo(A2aErrorCode.UNSUPPORTED_OPERATION);
        assertThat(error.text()).contains("export it again when it has");
        router.release("export");
        eventually(() -> get(task), now -> now.getStatus().getState() == TaskState.TASK_STATE_COMPLETED);
        byte[] whole = export(task);
        as(THERE, () -> take(whole));
    }

    @Test
    void fileThatIsSpoilt_leavesNothing() throws Exception {
        String task = echoed("chunks 30");
        byte[] file = export(task);
        List<String> lines = SampleFile.lines(file);
        for (int kept = 0; kept < lines.size(); kept++) {
            assertThat(refusalThere(SampleFile.packed(lines.subList(0, kept))))
                    .as("cut behind line %d", kept)
                    .isEqualTo(A2aErrorCode.INVALID_PARAMS);
        }
        lines.set(3, lines.get(3).replace("\"at\":\"20", "\"at\":\"21"));
        assertThat(refusalThere(SampleFile.packed(lines))).isEqualTo(A2aErrorCode.INVALID_PARAMS);
        assertThat(refusalThere(new byte[0])).isEqualTo(A2aErrorCode.INVALID_PARAMS);
        assertThat(journal("elsewhere", task)).isEmpty();
        assertThat(rows("SELECT tenant FROM task.task WHERE task_id = '" + task + "'"))
                .containsExactly("default");
        as(THERE, () -> take(file));
    }

    @Test
    void dayOfTheTask_isMadeWhereItIsKept_andTheTaskRefusedWhereItIsNot() throws Exception {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        byte[] kept = moved(today.minusDays(20));
        assertThat(rows("SELECT to_regclass('task.journal_" + compact(today.minusDays(20)) + "')"))
                .containsExactly((String) null);
        String id = as(THERE, () -> take(kept)).getTaskId();
        assertThat(as(THERE, () -> get(id)).getId()).isEqualTo(id);
        assertThat(rows("SELECT relid::text FROM pg_partition_tree('task.task') WHERE relid::text LIKE '%"
                        + compact(today.minusDays(20)) + "'"))
                .hasSize(1);
        // a second one of the day finds it there; and another service's hourly round does, too
        byte[] second = moved(today.minusDays(20));
        as(THERE, () -> take(second));

        byte[] old = moved(today.minusDays(40));
        var error = errorOf(() -> as(THERE, () -> take(old)));
        assertThat(error.code()).isEqualTo(A2aErrorCode.TASK_EXPIRED);
        assertThat(error.text()).contains(today.minusDays(40).toString()).contains("kept for 30 days");
        assertThat(refusalThere(moved(today.plusDays(2)))).isEqualTo(A2aErrorCode.INVALID_PARAMS);
    }

    private static String compact(LocalDate day) {
        return day.toString().replace("-", "");
    }

    /** The file of a small task as if it were of another day. */
    private static byte[] moved(LocalDate day) throws Exception {
        String task = echoed("echo of another day");
        Instant noon = day.atTime(12, 0).toInstant(ZoneOffset.UTC);
        String other =
                new UuidV7(() -> noon, new java.util.Random(messages)).next().toString();
        return SampleFile.ofAnotherId(export(task), task, other);
    }

    @Test
    void taskOfAnExpiredDay_isRefused() throws Exception {
        LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(10);
        byte[] file = moved(day);
        execute("UPDATE task.retention SET horizon = '" + day + "'");
        try {
            assertThat(refusalThere(file)).isEqualTo(A2aErrorCode.TASK_EXPIRED);
        } finally {
            execute("UPDATE task.retention SET horizon = NULL");
        }
    }

    @Test
    void manyEntries_areStreamed() throws Exception {
        String task = echoed("chunks 10000");
        byte[] file = export(task);
        assertThat(SampleFile.lines(file)).hasSizeGreaterThan(10_000);
        assertThat(as(THERE, () -> take(file)).getEntries()).isGreaterThan(10_000);
        assertThat(as(THERE, () -> get(task))).isEqualTo(get(task));
        assertThat(journal("elsewhere", task))
                .startsWith(journal("default", task).toArray(String[]::new));
    }

    @Test
    void uploadThatIsLeft_leavesNothingAndMakesRoom() throws Exception {
        byte[] file = export(echoed("echo left"));
        for (int i = 0; i < 10; i++) {
            CompletableFuture<ImportTaskReply> reply = new CompletableFuture<>();
            var to = TaskFileServiceGrpc.newStub(channel).importTask(into(reply));
            to.onNext(ImportTaskPart.newBuilder()
                    .setData(ByteString.copyFrom(file))
                    .build());
            to.onError(new IllegalStateException("the caller leaves"));
        }
        as(new Principal("left", "zoe", List.of()), () -> take(file));
    }

    @Test
    void limits_holdAndAreSettings() throws Exception {
        byte[] file = export(echoed("chunks 200"));
        stopService();
        startService(
                "one",
                Map.of(
                        "parley.task.files.max-bytes", "4096",
                        "parley.task.files.max-imports", "1",
                        "parley.task.files.import-timeout", "500ms",
                        "parley.task.export.enabled", "true",
                        "parley.task.export.redis.url", "redis://127.0.0.1:1"));
        try {
            var large = errorOf(() -> as(THERE, () -> take(file)));
            assertThat(large.code()).isEqualTo(A2aErrorCode.PAYLOAD_TOO_LARGE);
            assertThat(large.text()).contains("4096 bytes");

            CompletableFuture<ImportTaskReply> reply = new CompletableFuture<>();
            byte[] small = export(echoed("echo small"));
            var slow = TaskFileServiceGrpc.newStub(channel).importTask(into(reply));
            slow.onNext(ImportTaskPart.newBuilder()
                    .setData(ByteString.copyFrom(small, 0, 10))
                    .build());
            assertThat(refusalThere(small)).isEqualTo(A2aErrorCode.OVERLOADED);
            assertThat(codeOf(() -> reply.orTimeout(30, TimeUnit.SECONDS).join()))
                    .isEqualTo(A2aErrorCode.DEADLINE_EXCEEDED);

            // of an import only the note is exported: what it tells of was told where it happened
            execute("DELETE FROM task.outbox WHERE tenant = 'elsewhere'");
            ImportTaskReply taken = as(THERE, () -> take(small));
            assertThat(rows("SELECT first_seq || ' ' || entries FROM task.outbox WHERE tenant = 'elsewhere'"))
                    .containsExactly((taken.getEntries() + 1) + " 1");
        } finally {
            stopService();
            startService("one");
        }
    }
}
