package dev.parley.examples.analytics;

import java.util.List;

/**
 * The numbers of one request, in columns.
 *
 * @param columns those with numbers in them
 * @param notes what was left out, for people
 */
record Table(List<Column> columns, List<String> notes) {
    Table {
        columns = List.copyOf(columns);
        notes = List.copyOf(notes);
    }

    /**
     * A column of numbers.
     *
     * @param labels of the rows, as many as values or none
     */
    record Column(String name, List<Double> values, List<String> labels) {
        Column {
            values = List.copyOf(values);
            labels = labels.size() == values.size() ? List.copyOf(labels) : List.of();
        }
    }

    boolean isEmpty() {
        return columns.isEmpty();
    }
}
