package dev.parley.task.running;

import dev.parley.kit.identity.Principal;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.error.A2aException;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.TaskRow;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** GetTask and ListTasks: from memory where the task runs here, else from the journal. */
final class Reading {
    private static final int DEFAULT_PAGE = 50;
    private static final int MAX_PAGE = 100;
    private static final long PAGE_BYTES = 8 << 20;

    private final JournalStore store;
    private final LiveTasks live;

    Reading(JournalStore store, LiveTasks live) {
        this.store = store;
        this.live = live;
    }

    /**
     * @param row with its snapshot
     * @param endpoint where it is asked for; the mesh's own also says which agent a task was sent to by name
     */
    Task task(TaskRow row, String endpoint) {
        return task(row, endpoint, () -> row);
    }

    private Task task(TaskRow row, String endpoint, Supplier<TaskRow> withSnapshot) {
        Task task = live.find(row.key())
                .map(LiveTasks.Running::task)
                .orElseGet(() -> live.load(withSnapshot.get(), true))
                .toTask();
        return endpoint.isEmpty() && !row.isManaged() ? Decisions.withAgent(task, row.endpoint()) : task;
    }

    ListTasksResponse list(Principal principal, String endpoint, ListTasksRequest request) {
        int size = pageSize(request);
        Cursor cursor = request.getPageToken().isEmpty() ? null : Cursor.parse(request.getPageToken());
        JournalStore.Page page = store.list(new JournalStore.Filter(
                principal.tenant(),
                principal.subject(),
                endpoint,
                request.getContextId(),
                request.getStatusValue(),
                request.hasStatusTimestampAfter() ? instant(request) : null,
                cursor == null ? null : cursor.statusAt(),
                cursor == null ? null : cursor.task(),
                size));
        List<TaskRow> rows = page.rows();
        ListTasksResponse.Builder reply =
                ListTasksResponse.newBuilder().setPageSize(size).setTotalSize(page.total());
        long bytes = 0;
        TaskRow last = null;
        for (TaskRow row : rows) {
            Task task = trim(task(row, endpoint, () -> store.find(row.key()).orElse(row)), request);
            bytes += task.getSerializedSize();
            if (last != null && bytes > PAGE_BYTES) {
                // large tasks make a short page
                return reply.setNextPageToken(Cursor.after(last).text()).build();
            }
            reply.addTasks(task);
            last = row;
        }
        if (last != null && rows.size() == size) {
            reply.setNextPageToken(Cursor.after(last).text());
        }
        return reply.build();
    }

    private static int pageSize(ListTasksRequest request) {
        if (!request.hasPageSize()) {
            return DEFAULT_PAGE;
        }
        if (request.getPageSize() < 1 || request.getPageSize() > MAX_PAGE) {
            throw A2aException.invalidParams(
                    "$.pageSize", request.getPageSize() + " (expected: 1 to " + MAX_PAGE + ")");
        }
        return request.getPageSize();
    }

    private static Task trim(Task task, ListTasksRequest request) {
        Task trimmed = Messages.withHistory(task, request.hasHistoryLength(), request.getHistoryLength());
        return request.getIncludeArtifacts()
                ? trimmed
                : trimmed.toBuilder().clearArtifacts().build();
    }

    private static Instant instant(ListTasksRequest request) {
        try {
            return Instant.ofEpochSecond(
                    request.getStatusTimestampAfter().getSeconds(),
                    request.getStatusTimestampAfter().getNanos());
        } catch (DateTimeException e) {
            throw A2aException.invalidParams("$.statusTimestampAfter", "is no time (expected: RFC 3339)");
        }
    }

    /** Where a page ended; opaque outside. */
    private record Cursor(Instant statusAt, UUID task) {
        static Cursor after(TaskRow row) {
            return new Cursor(row.statusAt(), row.key().id());
        }

        String text() {
            String plain = statusAt.getEpochSecond() + "." + statusAt.getNano() + "." + task;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
        }

        static @Nullable Cursor parse(String token) {
            try {
                String[] parts =
                        new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII).split("\\.", 3);
                if (parts.length == 3) {
                    return new Cursor(
                            Instant.ofEpochSecond(Long.parseLong(parts[0]), Long.parseLong(parts[1])),
                            UUID.fromString(parts[2]));
                }
            } catch (IllegalArgumentException | DateTimeException e) {
                // said below
            }
            throw A2aException.invalidParams("$.pageToken", "is not a token of this mesh (expected: nextPageToken)");
        }
    }
}
