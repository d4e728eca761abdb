package dev.parley.task.history;

import dev.parley.kit.identity.Principal;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.TaskLink;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.push.Delivery;
import dev.parley.task.push.PushStore;
import dev.parley.task.retention.Horizon;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the lives of tasks, a page at a time. Safe for concurrent use. */
public final class TaskHistories {
    private static final int DEFAULT_PAGE = 200;
    private static final int MAX_PAGE = 500;
    private static final int MOST_EARLIER = 10;

    private final JournalStore journal;
    private final HistoryStore store;
    private final PushStore webhooks;
    private final Horizon horizon;

    public TaskHistories(JournalStore journal, HistoryStore store, PushStore webhooks, Horizon horizon) {
        this.journal = journal;
        this.store = store;
        this.webhooks = webhooks;
        this.horizon = horizon;
    }

    /**
     * A part of a task's life, in the journal's order.
     *
     * @param head what stands on the first page only
     * @param after where the next page begins; empty on the last
     */
    public record Page(Optional<Head> head, List<Entry> entries, Optional<Long> after) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /** What is known of a task beside its journal. */
    public record Head(TaskRow task, HistoryStore.Resumes watchers, List<Delivery> webhooks, List<Earlier> earlier) {
        public Head {
            webhooks = List.copyOf(webhooks);
            earlier = List.copyOf(earlier);
        }
    }

    /**
     * A task that another one was made from.
     *
     * @param task empty where it is not kept any more
     * @param entries what was tried
     */
    public record Earlier(TaskLink link, Optional<TaskRow> task, List<Entry> entries) {
        public Earlier {
            entries = List.copyOf(entries);
        }
    }

    /**
     * @param endpoint an agent's id, or empty for every endpoint
     * @param size 0 for the default
     * @param token empty for the first page
     * @throws A2aException TASK_NOT_FOUND, TASK_EXPIRED, INVALID_PARAMS
     */
    public Page page(Principal principal, String endpoint, String taskId, int size, String token) {
        if (size < 0 || size > MAX_PAGE) {
            throw A2aException.invalidParams("$.pageSize", size + " (expected: 1 to " + MAX_PAGE + ")");
        }
        long cursor = cursor(token);
        TaskRow row = require(principal, endpoint, taskId);
        List<Entry> entries = journal.read(row.key(), cursor, size == 0 ? DEFAULT_PAGE : size);
        boolean more = !entries.isEmpty() && entries.getLast().sequence() < row.lastSequence();
        return new Page(
                token.isEmpty() ? Optional.of(head(row)) : Optional.empty(),
                entries,
                more ? Optional.of(entries.getLast().sequence()) : Optional.empty());
    }

    private Head head(TaskRow row) {
        return new Head(
                row,
                store.resumes(row.key()),
                row.pushed() ? webhooks.list(row.key()) : List.of(),
                earlier(row, journal.read(row.key(), 0, 1)));
    }

    /** Those it was made from, the nearest first. A task says of itself what it was made from, so of another's nothing is told. */
    private List<Earlier> earlier(TaskRow of, List<Entry> first) {
        List<Earlier> chain = new ArrayList<>();
        Optional<TaskLink> link = madeFrom(first);
        while (link.isPresent() && chain.size() < MOST_EARLIER) {
            Optional<TaskKey> from = TaskKey.tryParse(
                            of.key().tenant(), link.get().getTaskId())
                    .filter(id -> !horizon.isExpired(id.id()));
            Optional<TaskRow> row =
                    from.flatMap(store::row).filter(task -> task.subject().equals(of.subject()));
            List<Entry> tried = row.map(known -> store.attempts(known.key())).orElse(List.of());
            chain.add(new Earlier(link.get(), row, tried));
            link = madeFrom(tried);
        }
        return chain;
    }

    private static Optional<TaskLink> madeFrom(List<Entry> entries) {
        return entries.isEmpty()
                        || !(entries.getFirst().body() instanceof AcceptedEntry accepted)
                        || !accepted.getCall().hasMadeFrom()
                ? Optional.empty()
                : Optional.of(accepted.getCall().getMadeFrom());
    }

    private static long cursor(String token) {
        try {
            long cursor = token.isEmpty() ? 0 : Long.parseLong(token);
            if (cursor >= 0) {
                return cursor;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw A2aException.invalidParams("$.pageToken", "is not a token of this mesh (expected: nextPageToken)");
    }

    /**
     * The row of a task that the caller may look into, also where the agent answered with a bare message: its own, or, for an
     * admin, any of the tenant.
     *
     * @throws A2aException TASK_NOT_FOUND, TASK_EXPIRED
     */
    public TaskRow require(Principal principal, String endpoint, String taskId) {
        TaskKey key = TaskKey.parse(principal.tenant(), taskId);
        horizon.require(key);
        return store.row(key)
                .filter(row -> principal.isAdmin() || row.subject().equals(principal.subject()))
                .filter(row -> endpoint.isEmpty() || row.endpoint().equals(endpoint))
                .orElseThrow(() -> TaskKey.notFound(taskId));
    }
}
