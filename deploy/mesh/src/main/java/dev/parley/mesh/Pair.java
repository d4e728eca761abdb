package dev.parley.mesh;

import dev.parley.standalone.process.Supervised;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The processes of an instance, as they run. Safe for concurrent use. */
final class Pair {
    private final Instance instance;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Supervised sidecar;
    private @Nullable Supervised service;
    private boolean closed;

    Pair(Instance instance) {
        this.instance = instance;
    }

    Instance instance() {
        return instance;
    }

    /** Started; ends it at once where the mesh has been closed in the meantime. */
    void sidecar(Supervised started) {
        keep(started, true);
    }

    void service(Supervised started) {
        keep(started, false);
    }

    private void keep(Supervised started, boolean asSidecar) {
        lock.lock();
        try {
            if (!closed) {
                if (asSidecar) {
                    sidecar = started;
                } else {
                    service = started;
                }
                return;
            }
        } finally {
            lock.unlock();
        }
        started.close();
    }

    @Nullable
    Supervised sidecar() {
        lock.lock();
        try {
            return sidecar;
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Supervised service() {
        lock.lock();
        try {
            return service;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the service in good order; none is started here any more. */
    void endService() {
        end(take(false));
    }

    void endSidecar() {
        end(take(true));
    }

    private @Nullable Supervised take(boolean asSidecar) {
        lock.lock();
        try {
            closed = true;
            return asSidecar ? sidecar : service;
        } finally {
            lock.unlock();
        }
    }

    private static void end(@Nullable Supervised running) {
        if (running != null) {
            running.close();
        }
    }
}
