package dev.parley.bench.chaos.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The processes of a mesh on this machine, found by their command lines in {@code /proc}: that costs a few milliseconds, where the mesh's
 * own command starts a JVM.
 */
final class MeshProcesses {
    private static final String READY = "GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private final Path data;

    /** @param data the mesh's folder */
    MeshProcesses(Path data) {
        this.data = data;
    }

    /** Names of all instances of a service, {@code task-1}; of {@code front} there is one. */
    List<String> instances(String service) {
        try (Stream<Path> folders = Files.list(data.resolve("run"))) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.matches(service + "-[0-9]+"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<ProcessHandle> service(String instance) {
        return naming(data.resolve("run")
                .resolve(instance)
                .resolve("service.properties")
                .toString());
    }

    Optional<ProcessHandle> envoy(String instance) {
        return naming(
                data.resolve("run").resolve(instance).resolve("envoy.yaml").toString());
    }

    Optional<ProcessHandle> redis() {
        return naming(data.resolve("run").resolve("redis.conf").toString());
    }

    /** PostgreSQL's first process; empty while there is none. */
    Optional<ProcessHandle> postmaster() {
        try {
            String first = Files.readAllLines(data.resolve("postgres").resolve("postmaster.pid"))
                    .getFirst()
                    .strip();
            return ProcessHandle.of(Long.parseLong(first)).filter(ProcessHandle::isAlive);
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // between two of them
        }
    }

    private static Optional<ProcessHandle> naming(String argument) {
        List<Long> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            all.filter(folder -> folder.getFileName().toString().matches("[0-9]+"))
                    .filter(folder -> commandLine(folder).contains(argument))
                    .forEach(folder ->
                            found.add(Long.valueOf(folder.getFileName().toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream()
                .map(ProcessHandle::of)
                .flatMap(Optional::stream)
                // the wrapper that starts it may name it, too: the last one is the program
                .reduce((first, second) -> second);
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended since
        }
    }

    /** Whether an instance says of itself that it is ready. */
    boolean isReady(String instance) {
        Path socket = data.resolve("run").resolve(instance).resolve("management.sock");
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(READY.getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(64);
            channel.read(answer);
            return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII)
                    .startsWith("HTTP/1.1 200");
        } catch (IOException e) {
            return false;
        }
    }
}
