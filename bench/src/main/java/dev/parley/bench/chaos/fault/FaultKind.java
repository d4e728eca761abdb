package dev.parley.bench.chaos.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * A kind of fault: what is done to whom.
 *
 * @param deed {@code kill} (SIGKILL), {@code hang} (SIGSTOP for seconds), {@code slow} (stopped and let go on in quick turns),
 *     {@code cut} (of the database's connections) or {@code fill} (of its disk)
 * @param whom a service, one of its Envoys ({@code task-envoy}), {@code agent}, {@code redis}, {@code postgres}, or what is cut or filled
 */
public record FaultKind(String deed, String whom) {
    public static final FaultKind CUT_DATABASE = new FaultKind("cut", "database");
    public static final FaultKind FILL_DISK = new FaultKind("fill", "disk");
    private static final Set<String> WHOM = Set.of(
            "edge",
            "task",
            "router",
            "registry",
            "embed",
            "front-envoy",
            "edge-envoy",
            "task-envoy",
            "router-envoy",
            "registry-envoy",
            "agent",
            "redis",
            "postgres");
    private static final List<String> OFTEN = List.of(
            "kill task",
            "hang task",
            "kill agent",
            "hang agent",
            "kill postgres",
            "kill redis",
            "cut database",
            "fill disk");
    private static final List<String> SELDOM = List.of(
            "kill router",
            "kill edge",
            "slow task",
            "slow postgres",
            "slow agent",
            "hang router",
            "hang edge",
            "hang postgres",
            "hang redis",
            "kill registry",
            "hang registry",
            "kill front-envoy",
            "kill edge-envoy",
            "kill task-envoy",
            "hang task-envoy",
            "kill router-envoy");

    /** One bag of faults: the common ones twice, the others once. */
    public static List<FaultKind> bag() {
        List<FaultKind> bag = new ArrayList<>();
        OFTEN.forEach(name -> bag.addAll(Collections.nCopies(2, of(name))));
        SELDOM.forEach(name -> bag.add(of(name)));
        return bag;
    }

    /** @throws IllegalArgumentException for a name that is none */
    public static FaultKind of(String name) {
        if (name.equals(CUT_DATABASE.toString())) {
            return CUT_DATABASE;
        }
        if (name.equals(FILL_DISK.toString())) {
            return FILL_DISK;
        }
        String[] words = name.split(" ", -1);
        if (words.length != 2 || !Set.of("kill", "hang", "slow").contains(words[0]) || !WHOM.contains(words[1])) {
            throw new IllegalArgumentException("\"" + name + "\" (expected: kill, hang or slow and one of "
                    + WHOM.stream().sorted().toList() + ", or \"" + CUT_DATABASE + "\", or \"" + FILL_DISK + "\")");
        }
        return new FaultKind(words[0], words[1]);
    }

    @Override
    public String toString() {
        return deed + " " + whom;
    }
}
