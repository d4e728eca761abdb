package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script {@code parley}, in a repository of its own with a Maven and a Java that only pretend. */
class LauncherTest {
    // rewrites the jars in place, as Maven may
    private static final String MAVEN = """
            #!/bin/sh
            [ "$1" != --version ] || { echo 'Apache Maven 3.9.0'; exit; }
            mkdir -p proto/target cli/target
            cat version >proto/target/proto-1.jar
            cat version >cli/target/cli-1.jar
            printf '%s' "$PWD/proto/target/proto-1.jar:/elsewhere/other.jar" >cli/target/parley.classpath
            """;
    private static final String JAVA = """
            #!/bin/sh
            case "$*" in *AOTCacheOutput*) exit ;; esac
            printf '%s' "$CLASSPATH"
            """;

    @TempDir
    Path temp = Path.of("");

    private int version;

    private Path home() {
        return temp.resolve("home");
    }

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectories(home().resolve("proto/src/main"));
        Files.copy(Path.of("..", "parley"), home().resolve("parley"));
        script("bin/mvn", MAVEN);
        script("jdk/bin/java", JAVA);
        script("jdk/bin/javac", "#!/bin/sh\n");
        Files.writeString(temp.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        changeSource();
    }

    private void script(String name, String text) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void changeSource() throws IOException {
        version++;
        Files.writeString(home().resolve("version"), Integer.toString(version));
        Files.writeString(home().resolve("proto/src/main/Source"), Integer.toString(version));
        Path stamp = home().resolve("cli/target/parley.stamp");
        if (Files.exists(stamp)) {
            // the last build was long ago, whatever the file system's clock counts in
            Files.setLastModifiedTime(stamp, FileTime.from(Instant.EPOCH));
        }
    }

    /** The class path that a command gets. */
    private List<Path> launch() throws IOException, InterruptedException {
        Process process = start("bash", home().resolve("parley").toString(), "status");
        String classPath = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(classPath).isZero();
        return Stream.of(classPath.split(":", -1)).map(Path::of).toList();
    }

    private Process start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("PARLEY_JAVA_HOME", temp.resolve("jdk").toString());
        builder.environment().merge("PATH", temp.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        return builder.start();
    }

    private static Map<Path, String> contents(List<Path> classPath) throws IOException {
        Map<Path, String> contents = new HashMap<>();
        for (Path jar : classPath) {
            if (Files.exists(jar)) {
                contents.put(jar.getFileName(), Files.readString(jar));
            }
        }
        return contents;
    }

    @Test
    void build_leavesTheJarsOfEarlierBuildsAsTheyWere() throws Exception {
        List<Path> first = launch();
        assertThat(first).contains(Path.of("/elsewhere/other.jar")).hasSize(3);
        Map<Path, String> ones = Map.of(Path.of("cli-1.jar"), "1", Path.of("proto-1.jar"), "1");
        assertThat(contents(first)).isEqualTo(ones);
        assertThat(launch()).isEqualTo(first);

        changeSource();
        List<Path> second = launch();
        assertThat(contents(second).values()).containsExactly("2", "2");
        assertThat(contents(first)).isEqualTo(ones);
    }

    @Test
    void build_removesOldOnesThatNobodyRuns() throws Exception {
        List<Path> used = launch();
        changeSource();
        List<Path> unused = launch();
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "echo started; read line");
        builder.environment()
                .put(
                        "CLASSPATH",
                        String.join(":", used.stream().map(Path::toString).toList()));
        Process running = builder.start();
        try (var out = running.inputReader()) {
            assertThat(out.readLine()).isEqualTo("started");
            for (int i = 0; i < 3; i++) {
                changeSource();
                launch();
            }
            assertThat(contents(used)).hasSize(2);
            assertThat(contents(unused)).isEmpty();
        } finally {
            running.destroy();
        }
    }
}
