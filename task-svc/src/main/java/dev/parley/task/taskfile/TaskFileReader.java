package dev.parley.task.taskfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads what {@link TaskFileWriter} wrote, entry by entry, and trusts nothing of it. What is held is one line. For one thread. */
final class TaskFileReader implements Closeable {
    /** An entry of 16 MiB, the most that any internal call carries, in Base64. */
    static final int MAX_LINE_BYTES = 24 << 20;

    private static final int BUFFER = 1 << 16;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(MAX_LINE_BYTES)
                        .maxNestingDepth(10)
                        .build());
    }

    private final InputStream in;
    private final BoundedLines lines;
    private final MessageDigest digest = Digests.sha256();
    private final Header header;
    private long entries;

    /** @param exportedAt by the clock of who exported it */
    record Header(FiledTask task, Instant exportedAt) {}

    /**
     * Reads the header.
     *
     * @param in is closed with this
     * @param maxBytes that the file may have unpacked
     */
    TaskFileReader(InputStream in, long maxBytes) throws IOException, TaskFileException {
        this.in = in;
        this.lines = new BoundedLines(unpacked(in), maxBytes, MAX_LINE_BYTES);
        JsonNode first = line();
        if (!first.has("parley_task")) {
            throw new TaskFileException("it is no exported task (expected: a file of parley task export)");
        }
        int version = first.path("parley_task").asInt();
        if (version != TaskFileWriter.VERSION) {
            throw new TaskFileException("it is of format " + first.path("parley_task") + " (expected: format "
                    + TaskFileWriter.VERSION + "; a newer mesh reads newer files)");
        }
        this.header = new Header(FiledTaskJson.read(first.path("task")), time(first, "exported_at"));
    }

    private static InputStream unpacked(InputStream in) throws IOException, TaskFileException {
        try {
            return new GZIPInputStream(in, BUFFER);
        } catch (ZipException | EOFException e) {
            throw new TaskFileException("it is not packed with gzip (expected: a file of parley task export)");
        }
    }

    Header header() {
        return header;
    }

    /**
     * The next entry; null behind the last, and then the file is whole and as it was written.
     *
     * @throws TaskFileException for one that is not
     */
    @Nullable
    FiledEntry next() throws IOException, TaskFileException {
        JsonNode line = line();
        if (line.has("end")) {
            requireEnd(line.path("end"));
            return null;
        }
        entries++;
        if (line.path("seq").asLong() != entries) {
            throw wrong("has number " + line.path("seq") + " (expected: " + entries + ")");
        }
        return new FiledEntry(entries, number(line, "kind"), number(line, "format"), payload(line), time(line, "at"));
    }

    private void requireEnd(JsonNode end) throws IOException, TaskFileException {
        if (end.path("entries").asLong(-1) != entries
                || entries != header.task().lastSequence()) {
            throw wrong("counts " + end.path("entries") + " entries, the first line "
                    + header.task().lastSequence() + " (expected: " + entries + ", as there are)");
        }
        if (!end.path("sha256").asText().equals(HexFormat.of().formatHex(digest.digest()))) {
            throw new TaskFileException(
                    "it was altered: its checksum is another one (expected: the file as it was" + " exported)");
        }
        if (rawLine() != null) {
            throw wrong("stands behind the end");
        }
    }

    private JsonNode line() throws IOException, TaskFileException {
        byte[] line = rawLine();
        if (line == null) {
            throw new TaskFileException("it was cut off before line " + lines.number()
                    + " (expected: a last line that counts the entries)");
        }
        try {
            JsonNode node = JSON.readTree(BoundedLines.text(line, lines.number()));
            if (node != null && node.isObject()) {
                if (!node.has("end")) {
                    digest.update(line);
                }
                return node;
            }
        } catch (JsonProcessingException e) {
            // said below
        }
        throw wrong("is no JSON object");
    }

    private byte @Nullable [] rawLine() throws IOException, TaskFileException {
        try {
            return lines.next();
        } catch (EOFException e) {
            throw new TaskFileException(
                    "it was cut off behind line " + (lines.number() - 1) + " (expected: a whole file)");
        } catch (ZipException e) {
            throw wrong("cannot be unpacked: " + e.getMessage() + " (expected: the file as it was exported)");
        }
    }

    private int number(JsonNode line, String member) throws TaskFileException {
        if (!line.path(member).isInt()) {
            throw wrong("has no number \"" + member + "\"");
        }
        return line.path(member).intValue();
    }

    private byte[] payload(JsonNode line) throws TaskFileException {
        try {
            if (line.path("payload").isTextual()) {
                return Base64.getDecoder().decode(line.path("payload").textValue());
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw wrong("has no \"payload\" in Base64");
    }

    private Instant time(JsonNode line, String member) throws TaskFileException {
        return FiledTaskJson.time(line, member, "line " + lines.number());
    }

    private TaskFileException wrong(String problem) {
        return TaskFileException.atLine(lines.number(), problem);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
