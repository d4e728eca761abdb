package dev.parley.standalone.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path temp = Path.of("");

    @Test
    void open_makesEverythingPrivate() throws IOException {
        try (DataFolder folder = DataFolder.open(temp.resolve("a/b"))) {
            folder.secret("postgres");
            assertThat(mode(folder.root())).isEqualTo("rwx------");
            assertThat(mode(folder.run())).isEqualTo("rwx------");
            assertThat(mode(folder.log())).isEqualTo("rwx------");
            assertThat(mode(folder.root().resolve("secrets/postgres"))).isEqualTo("rw-------");
        }
    }

    @Test
    void open_tightensAFolderThatOthersCouldRead() throws IOException {
        Path open = Files.createDirectory(temp.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        DataFolder.open(open).close();
        assertThat(mode(open)).isEqualTo("rwx------");
    }

    @Test
    void open_refusesASecondHolderAndNamesTheFirst() {
        try (DataFolder first = DataFolder.open(temp)) {
            assertThatThrownBy(() -> DataFolder.open(first.root()))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void open_refusesTheFolderOfANewerBuild() throws IOException {
        DataFolder.open(temp).close();
        Files.writeString(temp.resolve("format"), "2\n");
        assertThatThrownBy(() -> DataFolder.open(temp))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("format 2, written by a newer build");
    }

    @Test
    void open_takesAnEarlierFolderAgain() throws IOException {
        DataFolder.open(temp).close();
        assertThat(Files.readString(temp.resolve("format"))).isEqualTo("1\n");
        DataFolder.open(temp).close();
    }

    @Test
    void open_refusesWhatIsNoFolder() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> DataFolder.open(file))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("file");
    }

    @Test
    void secret_isKept() {
        String first;
        try (DataFolder folder = DataFolder.open(temp)) {
            first = folder.secret("postgres");
            assertThat(folder.secret("redis")).isNotEqualTo(first);
        }
        try (DataFolder folder = DataFolder.open(temp)) {
            assertThat(folder.secret("postgres")).isEqualTo(first).hasSize(48);
        }
    }

    @Test
    void meshRun_isReadAsItWasWritten() throws IOException {
        try (DataFolder folder = DataFolder.open(temp)) {
            MeshRun run = run(folder, ProcessHandle.current().pid(), Instant.parse("2026-11-21T10:00:00Z"));
            run.write();
            assertThat(MeshRun.read(folder.root())).contains(run);
            MeshRun.delete(folder.root());
            assertThat(MeshRun.read(folder.root())).isEmpty();
        }
    }

    @Test
    void meshRun_ofAReusedProcessIdIsNotAlive() {
        Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
        try (DataFolder folder = DataFolder.open(temp)) {
            long pid = ProcessHandle.current().pid();
            assertThat(run(folder, pid, start.plusSeconds(5)).isAlive()).isTrue();
            assertThat(run(folder, pid, start.minusSeconds(60)).isAlive()).isFalse();
        }
    }

    private static MeshRun run(DataFolder folder, long pid, Instant startedAt) {
        return new MeshRun(
                pid,
                startedAt,
                true,
                "http://127.0.0.1:8080",
                "127.0.0.1:50051",
                "http://127.0.0.1:8090",
                folder.root(),
                "embedded, 127.0.0.1:1",
                "embedded, 127.0.0.1:2",
                "pgvector",
                folder.log().resolve("parley.log"));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
