package dev.parley.mesh;

import dev.parley.envoy.bootstrap.Member;
import dev.parley.standalone.folder.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which machine of a mesh runs what. Every one of them is started with the same, so that each knows the ports of all:
 * {@code firstPort} is PostgreSQL's, the next one Redis's, and from there on the instances have one each, in order.
 */
public record Hosts(int firstPort, List<Host> hosts) {
    static final int FIRST_PORT = 7_100;

    private static final String STORES = "stores";
    private static final String OPEN_FRONT = "open-front";
    private static final int MOST = 20;
    private static final int LAST_PORT = 65_000;
    private static final int HIGHEST_PORT = 65_535;
    private static final String EXPECTED =
            "expected: \"NAME ADDRESS THING...\", each thing one of front, open-front, stores,"
                    + " edge, task, router, registry, embed, the last five as task=2 too; or \"first-port N\"";

    /**
     * One machine.
     *
     * @param address an IPv4 address that the others reach; the Envoys, PostgreSQL and Redis listen on it
     * @param counts how many instances of which service
     * @param front whether callers from outside come in here
     * @param openFront whether they may come from other machines; else only from this one, on 127.0.0.1
     * @param stores whether PostgreSQL and Redis are here; nowhere: every host is told where they are
     */
    public record Host(
            String name,
            String address,
            Map<Member, Integer> counts,
            boolean front,
            boolean openFront,
            boolean stores) {
        public Host {
            counts = Map.copyOf(counts);
        }

        int of(Member service) {
            return service == Member.FRONT ? (front ? 1 : 0) : counts.getOrDefault(service, 0);
        }
    }

    public Hosts {
        hosts = List.copyOf(hosts);
    }

    /**
     * Reads a file of lines: {@code h2 10.0.0.2 task=2 router}; {@code #} begins a comment.
     *
     * @throws IllegalArgumentException for anything else; the message names the line
     */
    public static Hosts read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /** As {@link #read}. */
    public static Hosts parse(String text) {
        Optional<Integer> firstPort = Optional.empty();
        List<Host> hosts = new ArrayList<>();
        for (String whole : text.lines().toList()) {
            String line = whole.replaceFirst("#.*", "").strip();
            String[] words = line.split("\\s+");
            if (words[0].equals("first-port") && words.length == 2) {
                if (firstPort.isPresent()) {
                    throw new IllegalArgumentException("\"" + line + "\" (expected: first-port at most once)");
                }
                firstPort = Optional.of(firstPort(words[1]));
            } else if (!line.isEmpty()) {
                hosts.add(host(line, words));
            }
        }
        check(hosts);
        Hosts all = new Hosts(firstPort.orElse(FIRST_PORT), hosts);
        if (all.lastPort() > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    "first-port " + all.firstPort + ": the last instance would have port " + all.lastPort()
                            + " (expected: at most " + HIGHEST_PORT + "; a lower first-port, or fewer instances)");
        }
        return all;
    }

    private static int firstPort(String text) {
        if (!text.matches("[0-9]{4,5}") || Integer.parseInt(text) < 1_024 || Integer.parseInt(text) > LAST_PORT) {
            throw new IllegalArgumentException(
                    "\"first-port " + text + "\" (expected: a port, 1024 to " + LAST_PORT + ")");
        }
        return Integer.parseInt(text);
    }

    private static Host host(String line, String[] words) {
        if (words.length < 3 || !words[0].matches("[a-z][a-z0-9-]{0,30}")) {
            throw new IllegalArgumentException("\"" + line + "\" (" + EXPECTED + ")");
        }
        requireAddress(words[1]);
        Map<Member, Integer> counts = new EnumMap<>(Member.class);
        Set<String> seen = new HashSet<>();
        for (String thing : List.of(words).subList(2, words.length)) {
            String[] pair = thing.split("=", -1);
            Optional<Member> service = Instances.SERVICES.stream()
                    .filter(member -> member.id().equals(pair[0]))
                    .findFirst();
            boolean known = pair.length == 1
                    ? service.isPresent() || Set.of("front", OPEN_FRONT, STORES).contains(thing)
                    : pair.length == 2 && service.isPresent() && isCount(pair[1]);
            if (!known || !seen.add(pair[0])) {
                throw new IllegalArgumentException(
                        "\"" + thing + "\" in \"" + line + "\" (" + EXPECTED + "; each once)");
            }
            service.ifPresent(member -> counts.put(member, pair.length == 1 ? 1 : Integer.parseInt(pair[1])));
        }
        boolean open = seen.contains(OPEN_FRONT);
        if (open && seen.contains("front")) {
            throw new IllegalArgumentException("\"" + line + "\" (expected: front or " + OPEN_FRONT + ")");
        }
        return new Host(words[0], words[1], counts, open || seen.contains("front"), open, seen.contains(STORES));
    }

    private static boolean isCount(String text) {
        return text.matches("[1-9][0-9]?") && Integer.parseInt(text) <= MOST;
    }

    private static void requireAddress(String text) {
        // no leading zeros: some programs read them as octal
        boolean valid = text.matches("(0|[1-9][0-9]{0,2})([.](0|[1-9][0-9]{0,2})){3}")
                && Arrays.stream(text.split("[.]")).allMatch(part -> Integer.parseInt(part) < 256)
                && !Set.of("0.0.0.0", "255.255.255.255").contains(text)
                && !isMulticast(text);
        if (!valid) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: an IPv4 address of one host, 10.0.0.2 for instance)");
        }
    }

    private static boolean isMulticast(String address) {
        int first = Integer.parseInt(address.substring(0, address.indexOf('.')));
        return first >= 224 && first < 240;
    }

    private static void check(List<Host> hosts) {
        Set<String> seen = new HashSet<>();
        for (Host host : hosts) {
            if (!seen.add(host.name()) || !seen.add(host.address())) {
                throw new IllegalArgumentException(
                        "\"" + host.name() + " " + host.address() + "\" (expected: each name and each address once)");
            }
        }
        requireOne("front", hosts.stream().filter(Host::front).count());
        if (hosts.stream().anyMatch(Host::stores)) {
            requireOne(STORES, hosts.stream().filter(Host::stores).count());
        }
        for (Member service : Instances.SERVICES) {
            int count = hosts.stream().mapToInt(host -> host.of(service)).sum();
            if (service == Member.REGISTRY) {
                // two would not hear of each other's agents
                requireOne(service.id(), count);
            } else if (count == 0) {
                throw new IllegalArgumentException("No host has " + service.id() + " (expected: one at least)");
            }
        }
    }

    private static void requireOne(String thing, long count) {
        if (count != 1) {
            throw new IllegalArgumentException(count + " times " + thing + " among the hosts (expected: once)");
        }
    }

    Optional<Host> find(String name) {
        return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
    }

    Host front() {
        return hosts.stream().filter(Host::front).findFirst().orElseThrow();
    }

    /** None: PostgreSQL and Redis are the user's. */
    Optional<Host> stores() {
        return hosts.stream().filter(Host::stores).findFirst();
    }

    List<String> addresses() {
        return hosts.stream().map(Host::address).collect(Collectors.toList());
    }

    int postgresPort() {
        return firstPort;
    }

    int redisPort() {
        return firstPort + 1;
    }

    int firstInstancePort() {
        return firstPort + 2;
    }

    /** That of the last instance; the front has none of these. */
    private int lastPort() {
        int instances = hosts.stream()
                .flatMap(host -> host.counts().values().stream())
                .mapToInt(Integer::intValue)
                .sum();
        return firstInstancePort() + instances - 1;
    }

    /**
     * Refuses a port of the front that an instance, PostgreSQL or Redis has on one of the hosts. On the same host two Envoys would
     * share it without a word, and each would get some of the other's callers.
     *
     * @param flag that named the port
     * @throws StartRefused for such a port
     */
    void requireNotOurs(int port, String flag) {
        if (port >= firstPort && port <= lastPort()) {
            throw new StartRefused(
                    flag + " " + port + " (expected: none of the ports " + firstPort + " to " + lastPort()
                            + ", which PostgreSQL, Redis and the instances have; first-port N in the file of hosts moves those)");
        }
    }
}
