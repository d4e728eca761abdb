package dev.parley.task.postgres;

import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.task.v1.Checkpoint;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.JournalStore.Answered;
import dev.parley.task.journal.NewDeadLetter;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.RowChange;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.journal.Webhook;
import dev.parley.task.lifecycle.TaskState;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The batch turned on its side: an array a column. Typed arrays, for those the driver sends in binary. */
final class BatchColumns {
    // as PostgreSQL orders them: java.util.UUID compares signed
    private static final Comparator<Item> IN_TASK_ORDER = Comparator.comparing(
                    (Item item) -> item.commit().key().id().getMostSignificantBits(), Long::compareUnsigned)
            .thenComparing(item -> item.commit().key().id().getLeastSignificantBits(), Long::compareUnsigned)
            .thenComparing(item -> item.commit().key().tenant());

    private final List<Item> intakes = new ArrayList<>();
    private final List<Item> accepts = new ArrayList<>();
    private final List<Item> appends = new ArrayList<>();
    private final List<Item> webhooks = new ArrayList<>();
    private final List<Item> deadLetters = new ArrayList<>();
    private final List<Item> deadlines = new ArrayList<>();
    private final List<Item> checkpoints = new ArrayList<>();
    private final List<NewEntry> entries = new ArrayList<>();
    private final List<Answered> answered;
    private final UUID incarnation;
    private int parameter;

    BatchColumns(List<Commit> batch, List<Answered> answered, UUID incarnation) {
        this.answered = answered;
        this.incarnation = incarnation;
        for (int i = 0; i < batch.size(); i++) {
            Item item = new Item(i, entries.size(), batch.get(i));
            entries.addAll(item.commit().entries());
            (item.isNew() ? accepts : appends).add(item);
            if (item.claimsIntake()) {
                intakes.add(item);
            }
            if (item.commit().webhook() != null) {
                webhooks.add(item);
            }
            if (item.change().deadLetter() != null) {
                deadLetters.add(item);
            }
            if (item.commit().deadline() != null) {
                deadlines.add(item);
            }
            if (item.change().checkpoint() != null) {
                checkpoints.add(item);
            }
        }
        // the order in which rows are locked: two instances that write to the same tasks then do not deadlock
        appends.sort(IN_TASK_ORDER);
    }

    BatchStatement.Shape shape(boolean exports) {
        return new BatchStatement.Shape(
                !accepts.isEmpty(),
                !appends.isEmpty(),
                appends.stream().anyMatch(Item::claimsIntake),
                !webhooks.isEmpty(),
                !deadLetters.isEmpty(),
                !deadlines.isEmpty(),
                !checkpoints.isEmpty(),
                !answered.isEmpty(),
                exports && !(accepts.isEmpty() && appends.isEmpty()));
    }

    void bind(PreparedStatement statement, long number) throws SQLException {
        parameter = 0;
        if (!webhooks.isEmpty()) {
            bindWebhooks(statement);
        }
        if (!deadLetters.isEmpty()) {
            bindDeadLetters(statement);
        }
        if (!checkpoints.isEmpty()) {
            bindCheckpoints(statement);
        }
        if (!intakes.isEmpty()) {
            bindIntakes(statement);
        }
        if (!accepts.isEmpty()) {
            bindAccepts(statement);
        }
        if (!appends.isEmpty()) {
            bindAppends(statement);
        }
        if (!entries.isEmpty()) {
            bindEntries(statement);
        }
        if (!webhooks.isEmpty()) {
            statement.setObject(++parameter, incarnation);
        }
        if (!deadlines.isEmpty()) {
            array(statement, "int4", ints(deadlines, Item::index));
            array(
                    statement,
                    "timestamptz",
                    times(deadlines, item -> item.commit().deadline()));
        }
        if (!answered.isEmpty()) {
            array(statement, "text", strings(answered, Answered::tenant));
            array(statement, "bytea", bytes(answered, done -> done.key().key().toByteArray()));
            array(
                    statement,
                    "uuid",
                    column(answered, UUID[]::new, done -> done.task().id()));
        }
        statement.setLong(++parameter, number);
        statement.setObject(++parameter, incarnation);
    }

    private void bindWebhooks(PreparedStatement statement) throws SQLException {
        array(statement, "int4", ints(webhooks, Item::index));
        array(statement, "text", strings(webhooks, item -> item.webhook().id()));
        array(statement, "text", strings(webhooks, item -> item.webhook().url()));
        array(statement, "text", strings(webhooks, item -> item.webhook().token()));
        array(statement, "text", strings(webhooks, item -> item.webhook().scheme()));
        array(statement, "text", strings(webhooks, item -> item.webhook().credentials()));
        array(statement, "text", strings(webhooks, item -> item.webhook().version()));
    }

    private void bindDeadLetters(PreparedStatement statement) throws SQLException {
        array(statement, "int4", ints(deadLetters, Item::index));
        array(statement, "text", strings(deadLetters, item -> item.letter().subject()));
        array(statement, "text", strings(deadLetters, item -> item.letter().endpoint()));
        array(statement, "text", strings(deadLetters, item -> item.letter().agent()));
        array(statement, "int2", column(deadLetters, Short[]::new, item ->
                (short) item.letter().reason().getNumber()));
        array(statement, "text", strings(deadLetters, item -> item.letter().detail()));
        array(statement, "int4", ints(deadLetters, item -> item.letter().attempts()));
        array(
                statement,
                "int8",
                column(deadLetters, Long[]::new, item -> item.letter().acceptedSequence()));
        array(
                statement,
                "timestamptz",
                times(deadLetters, item -> item.commit().entries().getLast().at()));
    }

    private void bindCheckpoints(PreparedStatement statement) throws SQLException {
        array(statement, "int4", ints(checkpoints, Item::index));
        array(
                statement,
                "int8",
                column(
                        checkpoints,
                        Long[]::new,
                        item -> item.checkpoint().getRef().getStep()));
        array(
                statement,
                "bytea",
                bytes(checkpoints, item -> item.checkpoint().getContentHash().toByteArray()));
        array(
                statement,
                "timestamptz",
                times(checkpoints, item -> item.commit().entries().getLast().at()));
        array(statement, "bytea", bytes(checkpoints, item -> item.checkpoint().toByteArray()));
    }

    private void bindIntakes(PreparedStatement statement) throws SQLException {
        array(statement, "text", strings(intakes, item -> item.commit().key().tenant()));
        array(statement, "bytea", bytes(intakes, item -> item.intake().key().toByteArray()));
        array(statement, "uuid", uuids(intakes));
        array(statement, "bytea", bytes(intakes, item -> item.intake().digest().toByteArray()));
        array(statement, "timestamptz", times(intakes, item -> item.intake().expiresAt()));
        array(statement, "bool", column(intakes, Boolean[]::new, Item::isNew));
    }

    private void bindAccepts(PreparedStatement statement) throws SQLException {
        array(statement, "int4", ints(accepts, Item::index));
        array(statement, "text", strings(accepts, item -> item.commit().key().tenant()));
        array(statement, "uuid", uuids(accepts));
        array(statement, "text", strings(accepts, item -> item.row().subject()));
        array(statement, "text", strings(accepts, item -> item.row().endpoint()));
        array(statement, "text", strings(accepts, item -> item.row().contextId()));
        array(statement, "timestamptz", times(accepts, item -> item.row().createdAt()));
        array(statement, "int4", ints(accepts, Item::first));
        array(statement, "int4", ints(accepts, item -> item.commit().entries().size()));
        array(statement, "text", strings(accepts, item -> item.row().agent()));
        statement.setObject(++parameter, incarnation);
    }

    private void bindAppends(PreparedStatement statement) throws SQLException {
        array(statement, "int4", ints(appends, Item::index));
        array(statement, "text", strings(appends, item -> item.commit().key().tenant()));
        array(statement, "uuid", uuids(appends));
        array(
                statement,
                "int8",
                column(appends, Long[]::new, item -> item.commit().epoch()));
        array(
                statement,
                "bytea",
                bytes(appends, item -> item.claimsIntake() ? item.intake().key().toByteArray() : null));
        array(statement, "int4", ints(appends, Item::first));
        array(statement, "int4", ints(appends, item -> item.commit().entries().size()));
        array(statement, "int2", column(appends, Short[]::new, BatchColumns::stateNumber));
        array(statement, "timestamptz", times(appends, item -> item.change().statusAt()));
        array(
                statement,
                "bool",
                column(appends, Boolean[]::new, item -> item.change().isTask()));
        array(statement, "text", strings(appends, item -> item.change().agent()));
        array(statement, "text", strings(appends, item -> item.change().remoteTask()));
        array(statement, "text", strings(appends, item -> item.change().remoteContext()));
        array(statement, "int4", ints(appends, item -> item.change().served()));
        array(statement, "bytea", bytes(appends, BatchColumns::snapshot));
        array(
                statement,
                "int8",
                column(
                        appends,
                        Long[]::new,
                        item -> item.change().snapshot() == null
                                ? null
                                : (Long) item.change().snapshotBase()));
        statement.setObject(++parameter, taskId(appends.getFirst()));
        statement.setObject(++parameter, taskId(appends.getLast()));
    }

    private static UUID taskId(Item item) {
        return item.commit().key().id();
    }

    private void bindEntries(PreparedStatement statement) throws SQLException {
        array(statement, "int2", column(entries, Short[]::new, entry ->
                (short) entry.kind().number()));
        array(statement, "bytea", bytes(entries, entry -> entry.body().toByteArray()));
        array(statement, "timestamptz", times(entries, NewEntry::at));
    }

    private static @Nullable Short stateNumber(Item item) {
        TaskState state = item.change().state();
        return state == null ? null : (short) state.wire().getNumber();
    }

    private static byte @Nullable [] snapshot(Item item) {
        Task snapshot = item.change().snapshot();
        return snapshot == null ? null : snapshot.toByteArray();
    }

    private void array(PreparedStatement statement, String type, Object[] values) throws SQLException {
        statement.setArray(++parameter, statement.getConnection().createArrayOf(type, values));
    }

    private interface Column<S, T> {
        @Nullable
        T of(S item);
    }

    private static <S> Object[] ints(List<S> items, Column<S, Integer> column) {
        return column(items, Integer[]::new, column);
    }

    private static <S> Object[] strings(List<S> items, Column<S, String> column) {
        return column(items, String[]::new, column);
    }

    private static <S> Object[] bytes(List<S> items, Column<S, byte[]> column) {
        return column(items, byte[][]::new, column);
    }

    private static Object[] uuids(List<Item> items) {
        return column(items, UUID[]::new, BatchColumns::taskId);
    }

    private static <S> Object[] times(List<S> items, Column<S, Instant> column) {
        return column(items, OffsetDateTime[]::new, item -> timestamp(column.of(item)));
    }

    private static <S, T> Object[] column(List<S> items, IntFunction<T[]> array, Column<S, T> column) {
        T[] values = array.apply(items.size());
        for (int i = 0; i < values.length; i++) {
            values[i] = column.of(items.get(i));
        }
        return values;
    }

    private static @Nullable OffsetDateTime timestamp(@Nullable Instant at) {
        return at == null ? null : Sql.timestamp(at);
    }

    /**
     * A commit and its place.
     *
     * @param index in the batch
     * @param first how many entries stand before its own: SQL counts from one, so its entry g is at first + g
     */
    private record Item(int index, int first, Commit commit) {
        boolean claimsIntake() {
            return commit.intake() != null;
        }

        boolean isNew() {
            return commit.newTask() != null;
        }

        IntakeKey intake() {
            return Objects.requireNonNull(commit.intake());
        }

        TaskRow row() {
            return Objects.requireNonNull(commit.newTask());
        }

        Webhook webhook() {
            return Objects.requireNonNull(commit.webhook());
        }

        NewDeadLetter letter() {
            return Objects.requireNonNull(commit.change().deadLetter());
        }

        Checkpoint checkpoint() {
            return Objects.requireNonNull(commit.change().checkpoint());
        }

        RowChange change() {
            return commit.change();
        }
    }
}
