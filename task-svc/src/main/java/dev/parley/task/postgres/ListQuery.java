package dev.parley.task.postgres;

import dev.parley.task.journal.JournalStore.Filter;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** ListTasks as SQL: the caller's own tasks, newest status first, by keyset. */
final class ListQuery {
    private final Filter filter;
    private final StringBuilder where =
            new StringBuilder(" FROM task.task WHERE tenant = ? AND subject = ? AND is_task");
    private final List<Object> values = new ArrayList<>();

    ListQuery(Filter filter) {
        this.filter = filter;
        values.add(filter.tenant());
        values.add(filter.subject());
        if (!filter.endpoint().isEmpty()) {
            and("endpoint = ?", filter.endpoint());
        }
        if (!filter.contextId().isEmpty()) {
            and("context_id = ?", filter.contextId());
        }
        if (filter.state() != 0) {
            and("state = ?", filter.state());
        }
        if (filter.statusSince() != null) {
            and("status_at >= ?", Sql.timestamp(filter.statusSince()));
        }
    }

    private void and(String condition, Object value) {
        where.append(" AND ").append(condition);
        values.add(value);
    }

    String countSql() {
        return "SELECT count(*)" + where;
    }

    String pageSql(String columns) {
        String cursor = filter.afterStatusAt() == null ? "" : " AND (status_at, task_id) < (?, ?)";
        return "SELECT " + columns + where + cursor + " ORDER BY status_at DESC, task_id DESC LIMIT ?";
    }

    void bindFilter(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }

    void bindPage(PreparedStatement statement) throws SQLException {
        bindFilter(statement);
        int next = values.size();
        if (filter.afterStatusAt() != null) {
            statement.setObject(++next, Sql.timestamp(filter.afterStatusAt()));
            statement.setObject(++next, filter.afterTask());
        }
        statement.setInt(++next, filter.size());
    }
}
