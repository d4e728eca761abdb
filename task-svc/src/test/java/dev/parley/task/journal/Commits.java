package dev.parley.task.journal;

import com.google.protobuf.ByteString;
import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.task.v1.CancelRequestedEntry;
import dev.parley.task.lifecycle.TaskState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/** Commits for tests of the journal. */
public final class Commits {
    public static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
    private static final UuidV7 IDS = new UuidV7(InstantSource.system(), new Random(3));

    private Commits() {}

    public static TaskKey key() {
        return new TaskKey("t", IDS.next());
    }

    /** A task of the mesh's own address. */
    public static TaskRow row(TaskKey key) {
        return rowOf(key, "");
    }

    public static TaskRow rowOf(TaskKey key, String endpoint) {
        return new TaskRow(
                key, "s", endpoint, "c", TaskState.SUBMITTED, true, AT, AT, 0, 0, "", "", "", 0, false, null, 0);
    }

    public static NewEntry entry() {
        return new NewEntry(EntryKind.CANCEL_REQUESTED, CancelRequestedEntry.getDefaultInstance(), AT);
    }

    public static IntakeKey intake(String name) {
        return new IntakeKey(ByteString.copyFromUtf8(name), ByteString.copyFromUtf8("digest"), null);
    }

    public static Commit accept(String intake) {
        TaskKey key = key();
        return Commit.accept(row(key), intake(intake), List.of(entry()));
    }

    public static Commit append(TaskKey key) {
        return Commit.append(key, 0, List.of(entry()), RowChange.NONE);
    }
}
