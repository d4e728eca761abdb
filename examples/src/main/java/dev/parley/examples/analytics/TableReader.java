package dev.parley.examples.analytics;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.examples.kit.Parts;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the numbers in a message: data parts (numbers, objects with numeric members such as another agent's
 * result, or lists of either) and CSV files; only when there are none, the numbers in the text.
 */
final class TableReader {
    private static final String VALUES = "values";

    /** Members that name a row; without one of them its first text does. */
    private static final List<String> LABELS = List.of("label", "name", "location", "city", "date", "month");

    private final TableBuilder table = new TableBuilder();

    /**
     * Reads one message.
     *
     * @throws BadDataException if something that should be data cannot be read
     */
    static Table read(Message message) throws BadDataException {
        TableReader reader = new TableReader();
        for (Part part : message.getPartsList()) {
            reader.readStructured(part);
        }
        if (reader.table.isEmpty()) {
            reader.readText(Parts.textOf(message));
        }
        return reader.table.build();
    }

    private void readStructured(Part part) throws BadDataException {
        switch (part.getContentCase()) {
            case DATA -> readData(VALUES, part.getData());
            case RAW -> readFile(part);
            case URL ->
                throw new BadDataException("A link to " + part.getUrl()
                        + " (expected: the file's content itself; this agent fetches nothing)");
            case TEXT, CONTENT_NOT_SET -> {}
        }
    }

    private void readFile(Part part) throws BadDataException {
        String name = part.getFilename().isEmpty() ? "The file" : part.getFilename();
        String text = part.getRaw().toString(StandardCharsets.UTF_8);
        if (isCsv(part)) {
            CsvColumns.read(name, text, table);
        } else if (part.getMediaType().startsWith("text/")) {
            readText(text);
        } else {
            throw new BadDataException(name + " is " + part.getMediaType()
                    + " (expected: text/csv, text/plain or a name that ends in .csv)");
        }
    }

    private static boolean isCsv(Part part) {
        return part.getMediaType().toLowerCase(Locale.ROOT).startsWith("text/csv")
                || part.getFilename().toLowerCase(Locale.ROOT).endsWith(".csv");
    }

    private void readText(String text) throws BadDataException {
        for (double value : Numbers.in(text)) {
            table.add(VALUES, value, null);
        }
    }

    private void readData(String column, Value data) throws BadDataException {
        switch (data.getKindCase()) {
            case NUMBER_VALUE -> table.add(column, data.getNumberValue(), null);
            case LIST_VALUE -> readList(column, data.getListValue());
            case STRUCT_VALUE -> readObject(data.getStructValue());
            case STRING_VALUE, BOOL_VALUE, NULL_VALUE, KIND_NOT_SET -> {}
        }
    }

    private void readList(String column, ListValue list) throws BadDataException {
        for (Value element : list.getValuesList()) {
            readData(column, element);
        }
    }

    /** A row: its numbers go to the columns of their names, its name labels them. */
    private void readObject(Struct object) throws BadDataException {
        @Nullable String label = labelOf(object.getFieldsMap());
        for (Map.Entry<String, Value> member : object.getFieldsMap().entrySet()) {
            Value value = member.getValue();
            if (value.hasNumberValue()) {
                table.add(member.getKey(), value.getNumberValue(), label);
            } else {
                readData(member.getKey(), value);
            }
        }
    }

    private static @Nullable String labelOf(Map<String, Value> members) {
        return Stream.concat(LABELS.stream(), members.keySet().stream())
                .map(name -> members.getOrDefault(name, Value.getDefaultInstance()))
                .filter(Value::hasStringValue)
                .map(Value::getStringValue)
                .findFirst()
                .orElse(null);
    }
}
