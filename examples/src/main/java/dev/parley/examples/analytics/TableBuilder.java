package dev.parley.examples.analytics;

import dev.parley.examples.analytics.Table.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects numbers from the parts of a request; rows of equal column names join. For one thread. */
final class TableBuilder {
    private final Map<String, Series> series = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private static final class Series {
        private final List<Double> values = new ArrayList<>();
        private final List<String> labels = new ArrayList<>();
    }

    /**
     * Adds one number.
     *
     * @throws BadDataException if the number is too large for its square to be one
     */
    void add(String column, double value, @Nullable String label) throws BadDataException {
        if (!(Math.abs(value) <= Statistics.MAX_MAGNITUDE)) {
            throw new BadDataException(column + ": " + value + " (expected: a number between -1e150 and 1e150)");
        }
        Series target = series.computeIfAbsent(column, name -> new Series());
        target.values.add(value);
        if (label != null) {
            target.labels.add(label);
        }
    }

    void note(String text) {
        notes.add(text);
    }

    boolean isEmpty() {
        return series.isEmpty();
    }

    Table build() {
        List<Column> columns = new ArrayList<>();
        series.forEach((name, data) -> columns.add(new Column(name, data.values, data.labels)));
        return new Table(columns, notes);
    }
}
