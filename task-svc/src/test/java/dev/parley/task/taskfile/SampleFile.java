package dev.parley.task.taskfile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.EventEntry;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.lifecycle.TaskState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Files of a small task, and ways to spoil them. */
public final class SampleFile {
    static final UUID ID = UUID.fromString("019a9f2e-0000-7000-8000-000000000001");
    static final Instant AT = Instant.parse("2025-11-20T10:00:00.123456Z");

    private SampleFile() {}

    static FiledTask facts(long entries) {
        return new FiledTask(ID, "t", "s", "agent", "ctx", TaskState.COMPLETED, true, AT, AT, entries);
    }

    static FiledEntry accepted() {
        Message message = Message.newBuilder()
                .setMessageId("m")
                .setTaskId(ID.toString())
                .setContextId("ctx")
                .addParts(Part.newBuilder().setText("do"))
                .build();
        AcceptedEntry entry = AcceptedEntry.newBuilder()
                .setContextId("ctx")
                .setCall(SendMessageCall.newBuilder()
                        .setAgentId("agent")
                        .setRequest(SendMessageRequest.newBuilder().setMessage(message)))
                .build();
        return new FiledEntry(1, 1, 1, entry.toByteArray(), AT);
    }

    static FiledEntry status(long sequence, TaskState state) {
        EventEntry entry = EventEntry.newBuilder()
                .setEvent(StreamResponse.newBuilder()
                        .setStatusUpdate(TaskStatusUpdateEvent.newBuilder()
                                .setTaskId(ID.toString())
                                .setContextId("ctx")
                                .setStatus(TaskStatus.newBuilder().setState(state.wire()))))
                .build();
        return new FiledEntry(sequence, 3, 1, entry.toByteArray(), AT);
    }

    static byte[] write(FiledTask facts, List<FiledEntry> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TaskFileWriter writer = new TaskFileWriter(out);
        writer.header(facts, new JsonMapper().createArrayNode(), AT);
        for (FiledEntry entry : entries) {
            writer.entry(entry);
        }
        writer.end();
        return out.toByteArray();
    }

    static byte[] whole() throws IOException {
        return write(facts(3), List.of(accepted(), status(2, TaskState.WORKING), status(3, TaskState.COMPLETED)));
    }

    /** The lines of a file, each with its end. */
    public static List<String> lines(byte[] file) throws IOException {
        String text = new String(new GZIPInputStream(new ByteArrayInputStream(file)).readAllBytes(), UTF_8);
        return new ArrayList<>(text.lines().map(line -> line + "\n").toList());
    }

    public static byte[] packed(List<String> lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(String.join("", lines).getBytes(UTF_8));
        }
        return out.toByteArray();
    }

    /** With an end that is right for the lines before it. */
    public static byte[] signed(List<String> lines) throws IOException {
        List<String> all = new ArrayList<>(lines.subList(0, lines.size() - 1));
        byte[] sum = Digests.sha256().digest(String.join("", all).getBytes(UTF_8));
        all.add("{\"end\":{\"entries\":" + (all.size() - 1) + ",\"sha256\":\""
                + HexFormat.of().formatHex(sum) + "\"}}\n");
        return packed(all);
    }

    /** The same task under another id of the same length, which is in its payloads, too. */
    public static byte[] ofAnotherId(byte[] file, String id, String other) throws IOException {
        List<String> changed = new ArrayList<>();
        JsonMapper json = new JsonMapper();
        for (String line : lines(file)) {
            ObjectNode node = (ObjectNode) json.readTree(line.replace(id, other));
            if (node.has("payload")) {
                String payload = new String(node.path("payload").binaryValue(), ISO_8859_1);
                node.put("payload", payload.replace(id, other).getBytes(ISO_8859_1));
            }
            changed.add(json.writeValueAsString(node) + "\n");
        }
        return signed(changed);
    }
}
