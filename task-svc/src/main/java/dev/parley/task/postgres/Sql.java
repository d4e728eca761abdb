package dev.parley.task.postgres;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one statement on a pooled connection; a database that does not answer is OVERLOADED to the caller. */
final class Sql {
    private static final Logger log = LoggerFactory.getLogger(Sql.class);

    private Sql() {}

    interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }

    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static <T> List<T> query(DataSource dataSource, String sql, Binder binder, Reader<T> reader) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            binder.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
                return found;
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** The first row, if there is one. */
    static <T> Optional<T> first(DataSource dataSource, String sql, Binder binder, Reader<T> reader) {
        return query(dataSource, sql, binder, reader).stream().findFirst();
    }

    static int update(DataSource dataSource, String sql, Binder binder) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            binder.bind(statement);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    static OffsetDateTime timestamp(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    /** For a column that is never null. */
    static Instant instant(ResultSet rows, int column) throws SQLException {
        return Objects.requireNonNull(rows.getObject(column, OffsetDateTime.class))
                .toInstant();
    }

    static A2aException unavailable(SQLException e) {
        log.atWarn().addKeyValue("sql_state", e.getSQLState()).setCause(e).log("database statement failed");
        return A2aException.retryable(
                A2aErrorCode.OVERLOADED, "The task store cannot be read now", Duration.ofSeconds(1));
    }
}
