package dev.parley.task.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads what {@link DayArchive} wrote, row by row. For one thread. */
public final class ArchiveReader implements Closeable {
    private static final int BUFFER = 1 << 16;
    private static final JsonMapper JSON = new JsonMapper();
    // how the lines begin that are no rows; a row begins with its tenant
    private static final String TABLE = "{\"table\":";
    private static final String END = "{\"rows\":";

    private final BufferedReader lines;
    private final JsonNode header;
    private final Map<String, Long> counted = new LinkedHashMap<>();
    private String table = "";

    private ArchiveReader(BufferedReader lines, JsonNode header) {
        this.lines = lines;
        this.header = header;
    }

    /** @throws IOException for a file that is no archive, or of a newer format */
    public static ArchiveReader open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            BufferedReader lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(in, BUFFER), UTF_8));
            String first = lines.readLine();
            JsonNode header = JSON.readTree(first == null ? "" : first);
            int version = header.path("parley_archive").asInt();
            if (version < 1 || version > DayArchive.VERSION) {
                throw new IOException(
                        file + " is of format " + header.path("parley_archive").asText("none")
                                + " (expected: an archive of tasks, format 1 to " + DayArchive.VERSION + ")");
            }
            return new ArchiveReader(lines, header);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    public String day() {
        return header.path("day").asText();
    }

    /** @param line the row, a JSON object */
    public record Row(String table, String line) {
        public JsonNode json() throws IOException {
            return JSON.readTree(line);
        }
    }

    /**
     * The next row; null at the end.
     *
     * @throws IOException also when the file ends too early, or the last line counts other rows
     */
    public @Nullable Row next() throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(TABLE)) {
                table = JSON.readTree(line).path("table").asText();
                counted.put(table, 0L);
            } else if (line.startsWith(END)) {
                requireCounted(JSON.readTree(line).path("rows"));
                return null;
            } else {
                counted.merge(table, 1L, Long::sum);
                return new Row(table, line);
            }
        }
        throw new IOException("The archive of " + day() + " was cut off (expected: a last line with counts)");
    }

    private void requireCounted(JsonNode rows) throws IOException {
        if (!JSON.valueToTree(counted).toString().equals(rows.toString())) {
            throw new IOException("The archive of " + day() + " has " + counted + " rows (expected: " + rows + ")");
        }
    }

    /** Reads to the end; the rows a table. */
    public Map<String, Long> verify() throws IOException {
        while (next() != null) {
            // counted
        }
        return Map.copyOf(counted);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
