package dev.parley.kit.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
    @TempDir
    Path temp;

    @Test
    void write_replacesTheWholeContent() throws IOException {
        Path file = temp.resolve("f");
        AtomicFile.write(file, "a longer text");
        AtomicFile.write(file, "short é");
        assertThat(file).hasContent("short é");
        assertThat(names()).containsExactly("f");
    }

    @Test
    void writeSecret_isForItsUserOnly() throws IOException {
        Path file = temp.resolve("f");
        AtomicFile.write(file, "open");
        assertThat(mode(file)).isEqualTo("rw-r--r--");
        AtomicFile.writeSecret(file, "secret");
        assertThat(mode(file)).isEqualTo("rw-------");
    }

    @Test
    void whatCannotBeReplacedLeavesNothingBehind() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("taken/by/a/folder")).getParent();
        assertThatThrownBy(() -> AtomicFile.write(temp.resolve("taken"), "x")).isInstanceOf(IOException.class);
        assertThat(names()).containsExactly("taken");
        assertThat(folder).exists();
    }

    private Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
