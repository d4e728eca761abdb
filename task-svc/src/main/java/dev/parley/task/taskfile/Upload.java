package dev.parley.task.taskfile;

import dev.parley.kit.identity.Principal;
import dev.parley.proto.error.A2aException;
import dev.parley.task.taskfile.Imports.Imported;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file on its way in. One thread at a time; closing it may come from any. */
public final class Upload implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Upload.class);

    private final Imports imports;
    private final Principal principal;
    private final boolean keepOwner;
    private final Spool file;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    Upload(Imports imports, Principal principal, boolean keepOwner, Spool file, Runnable onClose) {
        this.imports = imports;
        this.principal = principal;
        this.keepOwner = keepOwner;
        this.file = file;
        this.onClose = onClose;
    }

    /** @throws A2aException PAYLOAD_TOO_LARGE; OVERLOADED when there is no room for it */
    public void write(ByteBuffer bytes) {
        try {
            file.write(bytes);
        } catch (TaskFileException e) {
            throw e.toA2a();
        } catch (IOException e) {
            throw Imports.noPlace(e);
        }
    }

    /**
     * The file is whole: looks at it, and takes its task in.
     *
     * @throws A2aException INVALID_PARAMS, UNSUPPORTED_OPERATION, PAYLOAD_TOO_LARGE, TASK_EXISTS, TASK_EXPIRED, OVERLOADED
     */
    public Imported finish() {
        try {
            return imports.take(principal, keepOwner, file);
        } catch (TaskFileException e) {
            throw e.toA2a();
        } catch (IOException e) {
            throw Imports.noPlace(e);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            onClose.run();
            try {
                file.close();
            } catch (IOException e) {
                log.atWarn().setCause(e).log("an imported file cannot be closed");
            }
        }
    }
}
