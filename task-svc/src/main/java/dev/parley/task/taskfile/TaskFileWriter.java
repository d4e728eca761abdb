package dev.parley.task.taskfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a task as one file, {@code task-ID.jsonl.gz}: gzip, UTF-8, a JSON object a line. The first line is the header
 * ({@code parley_task}: the format's version, {@code task}), then comes an entry a line in the order of its number, its payload in
 * Base64 as the journal has it; the last line counts them and has the SHA-256 of all lines before, line ends among them. What is held
 * is one line. For one thread.
 */
final class TaskFileWriter {
    static final int VERSION = 1;
    private static final int BUFFER = 1 << 16;
    private static final JsonMapper JSON = new JsonMapper();

    private final GZIPOutputStream out;
    private final MessageDigest digest = Digests.sha256();
    private long entries;

    /** @param out is not closed */
    TaskFileWriter(OutputStream out) throws IOException {
        this.out = new GZIPOutputStream(out, BUFFER);
    }

    /** @param webhooks what is told of them; nothing is made of it */
    void header(FiledTask task, ArrayNode webhooks, Instant now) throws IOException {
        ObjectNode header = JSON.createObjectNode()
                .put("parley_task", VERSION)
                .put("exported_at", now.toString())
                .set("task", facts(task));
        header.set("webhooks", webhooks);
        line(header);
    }

    private static ObjectNode facts(FiledTask task) {
        return JSON.createObjectNode()
                .put("id", task.id().toString())
                .put("tenant", task.tenant())
                .put("subject", task.subject())
                .put("endpoint", task.endpoint())
                .put("context_id", task.contextId())
                .put("state", task.state().name())
                .put("is_task", task.isTask())
                .put("created_at", task.createdAt().toString())
                .put("status_at", task.statusAt().toString())
                .put("entries", task.lastSequence());
    }

    void entry(FiledEntry entry) throws IOException {
        entries++;
        line(JSON.createObjectNode()
                .put("seq", entry.sequence())
                .put("kind", entry.kind())
                .put("format", entry.format())
                .put("at", entry.at().toString())
                .put("payload", entry.payload()));
    }

    void end() throws IOException {
        ObjectNode end = JSON.createObjectNode();
        end.putObject("end")
                .put("entries", entries)
                .put("sha256", HexFormat.of().formatHex(digest.digest()));
        out.write((JSON.writeValueAsString(end) + "\n").getBytes(UTF_8));
        out.finish();
    }

    private void line(ObjectNode object) throws IOException {
        byte[] bytes = (JSON.writeValueAsString(object) + "\n").getBytes(UTF_8);
        digest.update(bytes);
        out.write(bytes);
    }
}
