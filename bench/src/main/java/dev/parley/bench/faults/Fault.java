package dev.parley.bench.faults;

import dev.parley.bench.mesh.MeshOfProcesses;
import dev.parley.bench.mesh.MeshOfProcesses.Member;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A way in which one instance of a service ends or hangs.
 *
 * @param name {@code kill task}, {@code kill task-envoy}, {@code hang task}, {@code hang task-envoy}
 */
record Fault(String name, String service, boolean envoy, boolean hangs) implements Disturbance {
    private static final Duration HANG = Duration.ofSeconds(6);
    private static final Duration KILL_WINDOW = Duration.ofSeconds(3);

    static final List<Fault> ALL = all();

    private static List<Fault> all() {
        return Arrays.stream(new String[] {"kill", "hang"})
                .flatMap(how -> Arrays.stream(new String[] {
                            "task", "router", "edge", "task-envoy", "router-envoy", "edge-envoy", "registry", "embed"
                        })
                        .map(whom -> of(how + " " + whom)))
                .toList();
    }

    /** @throws IllegalArgumentException for a name that is none */
    static Fault of(String name) {
        String[] words = name.split(" ");
        if (words.length != 2 || !(words[0].equals("kill") || words[0].equals("hang"))) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" (expected: kill or hang and a service, restart and a service, or rotate-certs)");
        }
        return new Fault(
                name, words[1].replaceFirst("-envoy$", ""), words[1].endsWith("-envoy"), words[0].equals("hang"));
    }

    /** Strikes one of its service's instances, by turns; what hangs goes on in the end. */
    @Override
    public Strike strike(MeshOfProcesses mesh, int turn) throws IOException, InterruptedException {
        Duration window = hangs ? HANG : KILL_WINDOW;
        ProcessHandle struck = struck(mesh.members(), turn);
        long struckAt = System.nanoTime();
        signal(struck, hangs ? "STOP" : "KILL");
        try {
            Thread.sleep(window);
        } finally {
            if (hangs) {
                letGoOn(struck);
            }
        }
        return new Strike(name, struckAt, struckAt + window.toNanos());
    }

    private ProcessHandle struck(List<Member> members, int turn) {
        List<Member> those =
                members.stream().filter(each -> each.service().equals(service)).toList();
        if (those.isEmpty()) {
            throw new IllegalArgumentException("\"" + name + "\": the mesh has no " + service);
        }
        Member member = those.get(turn % those.size());
        Optional<ProcessHandle> process = envoy ? member.sidecar() : member.process();
        return process.orElseThrow(() -> new IllegalStateException(member + " does not run"));
    }

    /** Lets what hangs go on. */
    private static void letGoOn(ProcessHandle struck) throws IOException, InterruptedException {
        if (struck.isAlive()) {
            signal(struck, "CONT");
        }
    }

    private static void signal(ProcessHandle process, String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + signal + " " + process.pid() + " ended with " + code);
        }
    }
}
