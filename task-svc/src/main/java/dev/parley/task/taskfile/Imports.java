package dev.parley.task.taskfile;

import dev.parley.kit.identity.Principal;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.ImportedEntry;
import dev.parley.task.history.HistoryStore;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import dev.parley.task.running.Admission;
import dev.parley.task.taskfile.TaskFileStore.NewTask;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tasks in that were exported. A file is looked at whole before anything is written, and then written in one transaction. Safe for
 * concurrent use, also of several instances.
 */
public final class Imports {
    private static final Logger log = LoggerFactory.getLogger(Imports.class);

    private final TaskFileStore store;
    private final HistoryStore tasks;
    private final ImportWindow window;
    private final Admission admission;
    private final TaskFileConfig config;
    private final long maxTaskBytes;
    private final InstantSource clock;
    private final Semaphore room;

    public Imports(
            TaskFileStore store,
            HistoryStore tasks,
            ImportWindow window,
            Admission admission,
            TaskFileConfig config,
            long maxTaskBytes,
            InstantSource clock) {
        this.store = store;
        this.tasks = tasks;
        this.window = window;
        this.admission = admission;
        this.config = config;
        this.maxTaskBytes = maxTaskBytes;
        this.clock = clock;
        this.room = new Semaphore(config.maxImports());
    }

    public Duration timeout() {
        return config.importTimeout();
    }

    /** @param alreadyThere the task was here, equal to the file's, and nothing was written */
    public record Imported(TaskKey task, TaskState state, long entries, boolean alreadyThere) {}

    /**
     * Begins to take a file in; it must be closed.
     *
     * @param keepOwner the task stays its subject's; else it is the importer's
     * @throws A2aException PERMISSION_DENIED for who may not act for others; OVERLOADED
     */
    public Upload begin(Principal principal, boolean keepOwner) {
        if (keepOwner && !principal.isAdmin()) {
            throw new A2aException(
                    A2aErrorCode.PERMISSION_DENIED,
                    "A task of another subject was to be imported by \"" + principal.subject()
                            + "\" (expected: the role admin)");
        }
        admission.require();
        if (!room.tryAcquire()) {
            throw A2aException.retryable(
                    A2aErrorCode.OVERLOADED,
                    config.maxImports() + " tasks are being imported (the most this instance imports at once)",
                    Duration.ofSeconds(2));
        }
        try {
            return new Upload(this, principal, keepOwner, new Spool(config.folder(), config.maxBytes()), room::release);
        } catch (IOException | RuntimeException e) {
            room.release();
            throw noPlace(e);
        }
    }

    static A2aException noPlace(Exception e) {
        log.atError().setCause(e).log("an imported file cannot be kept while it is looked at");
        return A2aException.retryable(
                A2aErrorCode.OVERLOADED, "The file cannot be kept while it is looked at", Duration.ofSeconds(30));
    }

    Imported take(Principal principal, boolean keepOwner, Spool file) throws IOException, TaskFileException {
        NewTask task = checked(principal, keepOwner, file);
        TaskKey key = task.key();
        window.require(key);
        Optional<TaskRow> there = tasks.row(key);
        if (there.isEmpty() && inserted(task, file)) {
            log.atInfo()
                    .addKeyValue("task_id", key)
                    .addKeyValue("entries", task.facts().lastSequence())
                    .log("task imported");
            return imported(task, false);
        }
        requireSame(principal, task, file);
        return imported(task, true);
    }

    private static Imported imported(NewTask task, boolean there) {
        return new Imported(task.key(), task.facts().state(), task.facts().lastSequence(), there);
    }

    /** Reads the whole file and writes nothing. */
    private NewTask checked(Principal principal, boolean keepOwner, Spool file) throws IOException, TaskFileException {
        try (TaskFileReader reader = new TaskFileReader(file.open(), config.maxBytes())) {
            FiledTask facts = reader.header().task();
            TaskKey key = new TaskKey(principal.tenant(), facts.id());
            JournalCheck check = new JournalCheck(key, facts, maxTaskBytes);
            for (FiledEntry entry = reader.next(); entry != null; entry = reader.next()) {
                check.take(entry);
            }
            check.requireWhole();
            return new NewTask(
                    key,
                    facts,
                    keepOwner ? facts.subject() : principal.subject(),
                    check.agent(),
                    check.folded(),
                    note(principal, reader.header()));
        }
    }

    private FiledEntry note(Principal principal, TaskFileReader.Header header) {
        Instant exported = header.exportedAt();
        ImportedEntry body = ImportedEntry.newBuilder()
                .setSubject(principal.subject())
                .setFromTenant(header.task().tenant())
                .setFromSubject(header.task().subject())
                .setExportedAt(com.google.protobuf.Timestamp.newBuilder()
                        .setSeconds(exported.getEpochSecond())
                        .setNanos(exported.getNano()))
                .build();
        return new FiledEntry(
                header.task().lastSequence() + 1,
                EntryKind.IMPORTED.number(),
                1,
                body.toByteArray(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    private boolean inserted(NewTask task, Spool file) throws IOException, TaskFileException {
        try (TaskFileReader reader = new TaskFileReader(file.open(), config.maxBytes())) {
            return store.insert(task, () -> next(reader));
        }
    }

    private static @Nullable FiledEntry next(TaskFileReader reader) throws IOException {
        try {
            return reader.next();
        } catch (TaskFileException e) {
            throw new IOException("The file was good a moment ago", e);
        }
    }

    /** A task that is here already is no fault where it is the file's: whoever imports twice has imported it. */
    private void requireSame(Principal principal, NewTask task, Spool file) throws IOException, TaskFileException {
        boolean visible = tasks.row(task.key())
                .filter(row -> principal.isAdmin() || row.subject().equals(principal.subject()))
                .isPresent();
        if (!visible || !isSame(task, file)) {
            throw new A2aException(
                    A2aErrorCode.TASK_EXISTS,
                    "Task " + task.key() + " is here already, and another one than the file's, or not yours"
                            + " (expected: an id that is free, or the same task)");
        }
    }

    private boolean isSame(NewTask task, Spool file) throws IOException, TaskFileException {
        try (TaskFileReader reader = new TaskFileReader(file.open(), config.maxBytes())) {
            return new SameTask(store, task.key()).as(reader);
        }
    }
}
