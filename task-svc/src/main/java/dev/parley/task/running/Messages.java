package dev.parley.task.running;

import com.google.protobuf.Timestamp;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.Task;
import java.time.Instant;
import java.util.stream.Collectors;

/** What the mesh itself says and shows. */
final class Messages {
    private Messages() {}

    static Message ofMesh(String messageId, String text) {
        return Message.newBuilder()
                .setMessageId(messageId)
                .setRole(Role.ROLE_AGENT)
                .addParts(Part.newBuilder().setText(text))
                .build();
    }

    static Timestamp timestamp(Instant at) {
        // milliseconds: what the wire shows is what filters compare with
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano() / 1_000_000 * 1_000_000)
                .build();
    }

    static String textOf(Message message) {
        return message.getPartsList().stream()
                .filter(Part::hasText)
                .map(Part::getText)
                .collect(Collectors.joining("\n"))
                .strip();
    }

    /** Unset: all of it. 0: none. n: the n latest. */
    static Task withHistory(Task task, boolean limited, int length) {
        if (!limited || task.getHistoryCount() <= length) {
            return task;
        }
        Task.Builder cut = task.toBuilder().clearHistory();
        if (length > 0) {
            cut.addAllHistory(task.getHistoryList().subList(task.getHistoryCount() - length, task.getHistoryCount()));
        }
        return cut.build();
    }
}
