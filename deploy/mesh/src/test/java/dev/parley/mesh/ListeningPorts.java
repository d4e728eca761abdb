package dev.parley.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The TCP ports that processes listen on, as the kernel has them. */
final class ListeningPorts {
    private static final String LISTEN = "0A";

    private ListeningPorts() {}

    /** Those of every process whose command line names the folder. */
    static Set<Integer> ofProcessesNaming(Path folder) throws IOException {
        Map<String, Integer> ports = new HashMap<>();
        for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length > 9 && columns[3].equals(LISTEN)) {
                    String local = columns[1];
                    ports.put(
                            "socket:[" + columns[9] + "]",
                            Integer.parseInt(local.substring(local.lastIndexOf(':') + 1), 16));
                }
            }
        }
        Set<Integer> found = new TreeSet<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            processes
                    .filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .filter(process -> commandLine(process).contains(folder.toString()))
                    .forEach(process -> sockets(process).forEach(socket -> {
                        if (ports.containsKey(socket)) {
                            found.add(ports.get(socket));
                        }
                    }));
        }
        return found;
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).replace('\0', ' ');
        } catch (IOException | UncheckedIOException gone) {
            return "";
        }
    }

    private static Set<String> sockets(Path process) {
        Set<String> sockets = new TreeSet<>();
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            files.forEach(file -> {
                try {
                    sockets.add(Files.readSymbolicLink(file).toString());
                } catch (IOException closed) {
                    // between the list and the look
                }
            });
        } catch (IOException | UncheckedIOException gone) {
            return sockets;
        }
        return sockets;
    }
}
