package dev.parley.examples.kit;

import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** ListTasks (A2A 1.0.1 §3.1.4): newest status first, filtered, page by page behind an opaque cursor. */
final class TaskPages {
    private static final int DEFAULT_PAGE_SIZE = 50;
    private static final int MAX_PAGE_SIZE = 100;
    private static final Comparator<Entry> NEWEST_FIRST =
            Comparator.comparing(Entry::statusTime).thenComparing(Entry::id).reversed();

    private final TaskStore store;

    TaskPages(TaskStore store) {
        this.store = store;
    }

    /** A task's place in the order, as it was when the page was made. */
    private record Entry(Instant statusTime, String id, LiveTask task) {}

    /** The last entry of the page before. */
    private record Cursor(Instant statusTime, String id) {
        boolean isBefore(Entry entry) {
            int order = entry.statusTime().compareTo(statusTime);
            return order < 0 || (order == 0 && entry.id().compareTo(id) < 0);
        }
    }

    ListTasksResponse page(ListTasksRequest request) {
        int pageSize = pageSize(request);
        Predicate<Entry> behindCursor =
                request.getPageToken().isEmpty() ? entry -> true : cursor(request.getPageToken())::isBefore;
        List<Entry> matching = store.all().stream()
                .map(task -> new Entry(task.statusTime(), task.id(), task))
                .filter(filter(request))
                .sorted(NEWEST_FIRST)
                .toList();
        List<Entry> rest = matching.stream().filter(behindCursor).toList();
        List<Entry> page = rest.subList(0, Math.min(pageSize, rest.size()));
        return ListTasksResponse.newBuilder()
                .addAllTasks(page.stream()
                        .map(entry -> view(entry.task().snapshot(), request))
                        .toList())
                .setNextPageToken(rest.size() > page.size() ? token(page.getLast()) : "")
                .setPageSize(pageSize)
                .setTotalSize(matching.size())
                .build();
    }

    private static Predicate<Entry> filter(ListTasksRequest request) {
        Instant notBefore = request.hasStatusTimestampAfter()
                ? Instant.ofEpochSecond(
                        request.getStatusTimestampAfter().getSeconds(),
                        request.getStatusTimestampAfter().getNanos())
                : Instant.MIN;
        TaskState state = request.getStatus();
        String contextId = request.getContextId();
        return entry -> !entry.statusTime().isBefore(notBefore)
                && (contextId.isEmpty() || contextId.equals(entry.task().contextId()))
                && (state == TaskState.TASK_STATE_UNSPECIFIED
                        || state == entry.task().state());
    }

    private static Task view(Task task, ListTasksRequest request) {
        Task shown = request.getIncludeArtifacts() ? task : TaskViews.withoutArtifacts(task);
        return request.hasHistoryLength() ? TaskViews.withHistory(shown, request.getHistoryLength()) : shown;
    }

    private static int pageSize(ListTasksRequest request) {
        if (!request.hasPageSize()) {
            return DEFAULT_PAGE_SIZE;
        }
        int size = request.getPageSize();
        if (size < 1 || size > MAX_PAGE_SIZE) {
            throw A2aException.invalidParams("$.params.pageSize", size + " (expected: 1 to " + MAX_PAGE_SIZE + ")");
        }
        return size;
    }

    private static String token(Entry last) {
        String place = last.statusTime() + " " + last.id();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    private static Cursor cursor(String token) {
        try {
            String place = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            int space = place.indexOf(' ');
            return new Cursor(Instant.parse(place.substring(0, Math.max(0, space))), place.substring(space + 1));
        } catch (IllegalArgumentException | DateTimeException garbage) {
            throw A2aException.invalidParams(
                    "$.params.pageToken", token + " (expected: a nextPageToken of this agent)");
        }
    }
}
