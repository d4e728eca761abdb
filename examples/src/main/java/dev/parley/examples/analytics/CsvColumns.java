package dev.parley.examples.analytics;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds the columns of numbers in a CSV file; the first column of words labels the rows. */
final class CsvColumns {
    private static final int MAX_REFUSALS_SHOWN = 5;

    private final List<String> names;
    private final List<List<String>> rows;

    private CsvColumns(List<String> names, List<List<String>> rows) {
        this.names = names;
        this.rows = rows;
    }

    /**
     * Adds a file's numbers to a table.
     *
     * @throws BadDataException if the file has none; the message says what stands there instead
     */
    static void read(String file, String text, TableBuilder table) throws BadDataException {
        List<List<String>> rows = Csv.read(text);
        if (rows.isEmpty()) {
            throw new BadDataException(file + " is empty (expected: rows of comma-separated values)");
        }
        int width = rows.stream().mapToInt(List::size).max().orElse(0);
        boolean headed = rows.getFirst().stream().allMatch(cell -> number(cell).isEmpty());
        List<String> names = names(headed ? rows.getFirst() : List.of(), width);
        new CsvColumns(names, headed ? rows.subList(1, rows.size()) : rows).addTo(file, table);
    }

    private void addTo(String file, TableBuilder table) throws BadDataException {
        List<Integer> numeric = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        for (int column = 0; column < names.size(); column++) {
            @Nullable String refusal = refusal(column);
            if (refusal == null) {
                numeric.add(column);
            } else {
                refusals.add(refusal);
            }
        }
        if (numeric.isEmpty()) {
            throw new BadDataException(file + " has no column of numbers: " + String.join("; ", first(refusals)));
        }
        first(refusals).forEach(refusal -> table.note("left out " + refusal));
        OptionalInt labels = IntStream.range(0, names.size())
                .filter(column -> !numeric.contains(column))
                .findFirst();
        for (int column : numeric) {
            for (List<String> row : rows) {
                OptionalDouble value = number(cell(row, column));
                if (value.isPresent()) {
                    @Nullable String label = labels.isPresent() ? cell(row, labels.getAsInt()) : null;
                    table.add(names.get(column), value.getAsDouble(), label);
                }
            }
        }
    }

    /** Why a column is not one of numbers; null if it is. Empty cells are missing values. */
    private @Nullable String refusal(int column) {
        boolean anything = false;
        for (int i = 0; i < rows.size(); i++) {
            String cell = cell(rows.get(i), column);
            if (!cell.isEmpty() && number(cell).isEmpty()) {
                return names.get(column) + ": data row " + (i + 1) + " has \"" + shortened(cell)
                        + "\" (expected: a number)";
            }
            anything |= !cell.isEmpty();
        }
        return anything ? null : names.get(column) + ": no value in any row (expected: numbers)";
    }

    private static List<String> first(List<String> refusals) {
        return refusals.subList(0, Math.min(MAX_REFUSALS_SHOWN, refusals.size()));
    }

    private static String cell(List<String> row, int column) {
        return column < row.size() ? row.get(column) : "";
    }

    /** The header's names, made up where it has none and told apart where it has one twice. */
    private static List<String> names(List<String> header, int width) {
        Set<String> names = new LinkedHashSet<>();
        for (int column = 0; column < width; column++) {
            String name = cell(header, column);
            if (name.isEmpty() || !names.add(name)) {
                names.add((name + " column " + (column + 1)).strip());
            }
        }
        return List.copyOf(names);
    }

    private static String shortened(String cell) {
        return cell.length() <= 40 ? cell : cell.substring(0, 40) + "…";
    }

    private static OptionalDouble number(String cell) {
        return Numbers.parse(cell);
    }
}
