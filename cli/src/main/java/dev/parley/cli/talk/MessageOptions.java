package dev.parley.cli.talk;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Value;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is said: words, data, files. */
final class MessageOptions {
    @Parameters(
            arity = "0..*",
            paramLabel = "TEXT",
            description = "What to say. Without it, or as \"-\", standard input is read.")
    private List<String> words = List.of();

    @Option(names = "--data-part", paramLabel = "JSON", description = "A part of data; may be repeated.")
    private List<String> data = List.of();

    @Option(names = "--file", paramLabel = "PATH", description = "A file to send along; may be repeated.")
    private List<Path> files = List.of();

    @Option(names = "--task", paramLabel = "ID", description = "Go on with this task, which waits for an answer.")
    private @Nullable String taskId;

    @Option(names = "--context", paramLabel = "ID", description = "Stay in this context.")
    private @Nullable String contextId;

    Message.Builder toMessage(InputStream in) {
        Message.Builder message =
                Message.newBuilder().setMessageId(UUID.randomUUID().toString()).setRole(Role.ROLE_USER);
        if (taskId != null) {
            message.setTaskId(taskId);
        }
        if (contextId != null) {
            message.setContextId(contextId);
        }
        String text = text(in);
        if (!text.isEmpty()) {
            message.addParts(Part.newBuilder().setText(text));
        }
        data.forEach(json -> message.addParts(Part.newBuilder().setData(value(json))));
        files.forEach(file -> message.addParts(part(file)));
        if (message.getPartsCount() == 0) {
            throw new CliException(ExitStatus.USAGE, "Nothing to send (expected: text, --data-part or --file)");
        }
        return message;
    }

    private String text(InputStream in) {
        boolean somethingElse = !data.isEmpty() || !files.isEmpty();
        if (!words.equals(List.of("-")) && (!words.isEmpty() || somethingElse)) {
            return String.join(" ", words);
        }
        try {
            return new String(in.readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new CliException(ExitStatus.FAILURE, "Standard input cannot be read: " + e.getMessage(), e);
        }
    }

    private static Value value(String json) {
        try {
            return ProtoJson.read(json.getBytes(UTF_8), Value.getDefaultInstance());
        } catch (A2aException e) {
            throw new CliException(ExitStatus.USAGE, "--data-part is no JSON: " + e.text(), e);
        }
    }

    private static Part part(Path file) {
        try {
            String type = Files.probeContentType(file);
            return Part.newBuilder()
                    .setRaw(ByteString.copyFrom(Files.readAllBytes(file)))
                    .setFilename(file.getFileName().toString())
                    .setMediaType(type == null ? "application/octet-stream" : type)
                    .build();
        } catch (NoSuchFileException e) {
            throw new CliException(ExitStatus.USAGE, "File " + file + ": no such file", e);
        } catch (IOException e) {
            throw new CliException(ExitStatus.USAGE, "File " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
