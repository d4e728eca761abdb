package dev.parley.task.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a day as one file, {@code tasks-2026-11-21.jsonl.gz}: gzip, UTF-8, a JSON object a line. The first line is the header
 * ({@code parley_archive}: the format's version, {@code day}); each table begins with {@code {"table":"journal"}}, then a row a line in the
 * order of its tasks; the last line is {@code {"rows":{"journal":12,…}}}. A file without its last line was cut off. Binary columns are
 * {@code "\\x"} and hex digits. Rows are streamed; what is held is one of them. The README says what the columns hold.
 */
public final class DayArchive {
    public static final int VERSION = 1;
    private static final int BUFFER = 1 << 16;
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;

    public DayArchive(Path folder) {
        this.folder = folder;
    }

    /** Where the rows of a day are. */
    public interface Source {
        List<String> tables();

        /** Writes the rows of a table, a line each, and counts them. */
        long copy(LocalDate day, String table, OutputStream out) throws IOException;
    }

    /** @param rows a table */
    public record Written(String name, Map<String, Long> rows) {
        public Written {
            rows = Map.copyOf(rows);
        }
    }

    /**
     * Writes the day, in the place of what an earlier try has left, makes sure that the disk has it, and reads it again.
     *
     * @throws IOException when it cannot be written or does not read as it was written; the day must be kept then
     */
    public Written write(LocalDate day, Source source) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("tasks-" + day + ".jsonl.gz");
        Path part = Files.createTempFile(
                folder,
                "." + file.getFileName() + ".",
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Map<String, Long> rows = writeTo(part, day, source);
            Map<String, Long> found;
            try (ArchiveReader reader = ArchiveReader.open(part)) {
                found = reader.verify();
            }
            if (!found.equals(rows)) {
                throw new IOException("reads as " + found + " (expected: " + rows + ")");
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            sync(folder);
            return new Written(file.getFileName().toString(), rows);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Map<String, Long> writeTo(Path part, LocalDate day, Source source) throws IOException {
        Map<String, Long> rows = new LinkedHashMap<>();
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            GZIPOutputStream packed = new GZIPOutputStream(Channels.newOutputStream(channel), BUFFER);
            OutputStream out = new BufferedOutputStream(packed, BUFFER);
            line(out, JSON.createObjectNode().put("parley_archive", VERSION).put("day", day.toString()));
            for (String table : source.tables()) {
                line(out, JSON.createObjectNode().put("table", table));
                rows.put(table, source.copy(day, table, out));
            }
            ObjectNode end = JSON.createObjectNode();
            end.set("rows", JSON.valueToTree(rows));
            line(out, end);
            out.flush();
            packed.finish();
            channel.force(true);
        }
        return rows;
    }

    private static void line(OutputStream out, ObjectNode object) throws JsonProcessingException, IOException {
        out.write((JSON.writeValueAsString(object) + "\n").getBytes(UTF_8));
    }

    /** So that the file's name outlives a crash, too. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
