package dev.parley.task.journal;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A task of a tenant. */
public record TaskKey(String tenant, UUID id) {
    /** @throws A2aException TASK_NOT_FOUND for a text that cannot be one of our ids */
    public static TaskKey parse(String tenant, String id) {
        return tryParse(tenant, id).orElseThrow(() -> notFound(id));
    }

    /** Empty for a text that cannot be one of our ids. */
    public static Optional<TaskKey> tryParse(String tenant, String id) {
        return Optional.ofNullable(parseUuid(id)).map(parsed -> new TaskKey(tenant, parsed));
    }

    public static A2aException notFound(String id) {
        return new A2aException(
                A2aErrorCode.TASK_NOT_FOUND, "Task \"" + shorten(id) + "\" was not found (expected: a task of yours)");
    }

    private static String shorten(String id) {
        return id.length() <= 80 ? id : id.substring(0, 80) + "…";
    }

    private static @Nullable UUID parseUuid(String id) {
        if (id.length() != 36) {
            return null;
        }
        try {
            UUID parsed = UUID.fromString(id);
            return parsed.toString().equalsIgnoreCase(id) ? parsed : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
