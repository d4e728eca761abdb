package dev.parley.bench.faults;

import dev.parley.bench.mesh.MeshOfProcesses;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Something that happens to a mesh while it is called. */
sealed interface Disturbance permits Fault, Disturbance.Operation {
    /** As it is written on the command line, and in the table. */
    String name();

    /**
     * Makes it happen, and undoes what can be undone.
     *
     * @param turn how often it happened before
     * @return when calls may have met it
     */
    Strike strike(MeshOfProcesses mesh, int turn) throws IOException, InterruptedException;

    /** A span of time in which calls may have met it, by {@link System#nanoTime}. */
    record Strike(String what, long fromNanos, long toNanos) {}

    /**
     * Reads {@code kill task}, {@code hang router-envoy}, or what an operator does: {@code restart edge}, {@code rotate-certs --ca}.
     *
     * @throws IllegalArgumentException for a name that is none
     */
    static Disturbance of(String name) {
        return name.startsWith("restart ") || name.startsWith("rotate-certs") ? new Operation(name) : Fault.of(name);
    }

    /** What an operator does with the mesh's command; callers should not see it. */
    record Operation(String name) implements Disturbance {
        static final List<Operation> ALL = Stream.of(
                        "restart edge",
                        "restart task",
                        "restart router",
                        "restart registry",
                        "restart embed",
                        "rotate-certs",
                        "rotate-certs --ca")
                .map(Operation::new)
                .toList();

        @Override
        public Strike strike(MeshOfProcesses mesh, int turn) throws IOException {
            long begun = System.nanoTime();
            mesh.operate(List.of(name.split(" ")));
            return new Strike(name, begun, System.nanoTime());
        }
    }
}
