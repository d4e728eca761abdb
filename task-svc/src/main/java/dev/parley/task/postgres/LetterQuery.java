package dev.parley.task.postgres;

import dev.parley.proto.task.v1.DeadLetter;
import dev.parley.task.deadletter.LetterStore.Filter;
import dev.parley.task.deadletter.LetterStore.Place;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A search for dead letters as SQL. */
final class LetterQuery {
    private final StringBuilder where = new StringBuilder(" FROM task.dead_letter l WHERE tenant = ? AND state = ?");
    private final List<Object> values = new ArrayList<>();

    /** @param stands what holds of every letter that is there */
    LetterQuery(Filter filter, String stands, @Nullable Place after) {
        values.add(filter.tenant());
        values.add(filter.state().getNumber());
        if (filter.subject() != null) {
            and(" AND subject = ?", filter.subject());
        }
        if (!filter.agent().isEmpty()) {
            and(" AND agent = ?", filter.agent());
        }
        if (filter.since() != null) {
            and(" AND at >= ?", Sql.timestamp(filter.since()));
        }
        if (filter.until() != null) {
            and(" AND at < ?", Sql.timestamp(filter.until()));
        }
        if (!filter.reasons().isEmpty()) {
            where.append(" AND reason IN (")
                    .append(filter.reasons().stream()
                            .map(DeadLetter.Reason::getNumber)
                            .map(String::valueOf)
                            .collect(Collectors.joining(", ")))
                    .append(')');
        }
        if (after != null) {
            and(" AND (at, task_id, config_id) < (?, ?, ?)", Sql.timestamp(after.at()));
            values.add(after.key().task().id());
            values.add(after.key().configId());
        }
        where.append(stands);
    }

    private void and(String condition, Object value) {
        where.append(condition);
        values.add(value);
    }

    String where() {
        return where.toString();
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }
}
