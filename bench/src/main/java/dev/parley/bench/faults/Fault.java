package dev.parley.bench.faults;

import dev.parley.bench.mesh.MeshOfProcesses.Member;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A way in which one instance of a service ends or hangs.
 *
 * @param name {@code kill task}, {@code kill task-envoy}, {@code hang task}, {@code hang task-envoy}
 */
record Fault(String name, String service, boolean envoy, boolean hangs) {
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
            throw new IllegalArgumentException("\"" + name + "\" (expected: kill or hang, and a service)");
        }
        return new Fault(
                name, words[1].replaceFirst("-envoy$", ""), words[1].endsWith("-envoy"), words[0].equals("hang"));
    }

    /**
     * Strikes one of its service's instances.
     *
     * @param turn which one, by turns
     * @return what was struck
     */
    ProcessHandle strike(List<Member> members, int turn) throws IOException, InterruptedException {
        List<Member> those =
                members.stream().filter(each -> each.service().equals(service)).toList();
        if (those.isEmpty()) {
            throw new IllegalArgumentException("\"" + name + "\": the mesh has no " + service);
        }
        Member member = those.get(turn % those.size());
        Optional<ProcessHandle> process = envoy ? member.sidecar() : member.process();
        ProcessHandle struck = process.orElseThrow(() -> new IllegalStateException(member + " does not run"));
        signal(struck, hangs ? "STOP" : "KILL");
        return struck;
    }

    /** Lets what hangs go on. */
    static void letGoOn(ProcessHandle struck) throws IOException, InterruptedException {
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
