package dev.parley.router.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.proto.registry.v1.AgentCluster;
import dev.parley.proto.registry.v1.ClusterChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterMirrorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ClusterChange SYNCED =
            ClusterChange.newBuilder().setSynced(true).build();

    @TempDir
    private Path folder;

    private final Queue<Runnable> scheduled = new ArrayDeque<>();
    private final List<Duration> delays = new ArrayList<>();

    private ClusterMirror mirror() {
        return new ClusterMirror(new ClustersFile(folder), (work, after) -> {
            scheduled.add(work);
            delays.add(after);
        });
    }

    private static ClusterChange put(String name) {
        return ClusterChange.newBuilder()
                .setUpserted(AgentCluster.newBuilder().setName(name).setJson("{\"name\":\"" + name + "\"}"))
                .build();
    }

    private static ClusterChange gone(String name) {
        return ClusterChange.newBuilder().setDeleted(name).build();
    }

    private static void tell(Consumer<ClusterChange> reader, ClusterChange... changes) {
        Stream.of(changes).forEach(reader);
    }

    /** The time has come for what was scheduled. */
    private void later() {
        for (Runnable work = scheduled.poll(); work != null; work = scheduled.poll()) {
            work.run();
        }
    }

    private JsonNode file() throws IOException {
        return JSON.readTree(folder.resolve(ClustersFile.NAME).toFile());
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        file().path("resources")
                .forEach(cluster -> names.add(cluster.path("name").asText()));
        return names;
    }

    private long version() throws IOException {
        return Long.parseLong(file().path("version_info").asText());
    }

    @Test
    void manyChanges_areOneFile() throws Exception {
        Consumer<ClusterChange> reader = mirror().reader();
        tell(reader, SYNCED);
        for (int i = 0; i < 1000; i++) {
            reader.accept(put("agent/t/" + i));
        }
        reader.accept(gone("agent/t/0"));
        assertThat(delays).containsExactly(ClusterMirror.COLLECT);
        later();
        assertThat(names()).hasSize(999);
        assertThat(version()).isEqualTo(1);
    }

    @Test
    void versions_rise_alsoOverARestart() throws Exception {
        Consumer<ClusterChange> reader = mirror().reader();
        tell(reader, SYNCED);
        later();
        tell(reader, put("agent/t/a"));
        later();
        assertThat(version()).isEqualTo(2);
        tell(mirror().reader(), put("agent/t/a"), SYNCED);
        later();
        assertThat(version()).isEqualTo(3);
    }

    @Test
    void restart_keepsTheFile_untilAllAreTold() throws Exception {
        tell(mirror().reader(), put("agent/t/a"), put("agent/t/b"), SYNCED);
        later();
        Consumer<ClusterChange> restarted = mirror().reader();
        tell(restarted, put("agent/t/b"));
        later();
        assertThat(names()).containsExactly("agent/t/a", "agent/t/b");
        tell(restarted, SYNCED);
        later();
        assertThat(names()).containsExactly("agent/t/b");
    }

    @Test
    void brokenWatch_keepsItsClusters_andLearnsWhatItMissed() throws Exception {
        ClusterMirror mirror = mirror();
        tell(mirror.reader(), put("agent/t/a"), put("agent/t/b"), SYNCED);
        later();
        Consumer<ClusterChange> again = mirror.reader();
        tell(again, put("agent/t/c"));
        later();
        assertThat(names()).containsExactly("agent/t/a", "agent/t/b", "agent/t/c");
        tell(again, put("agent/t/b"), SYNCED);
        later();
        assertThat(names()).containsExactly("agent/t/b", "agent/t/c");
        assertThat(mirror.size()).isEqualTo(2);
    }

    @Test
    void sameAgain_isNoFile() {
        ClusterMirror mirror = mirror();
        tell(mirror.reader(), put("agent/t/a"), SYNCED);
        later();
        tell(mirror.reader(), put("agent/t/a"), SYNCED, gone("agent/t/unknown"));
        assertThat(scheduled).isEmpty();
    }

    @Test
    void clusterOfAService_isNotTaken() throws Exception {
        tell(mirror().reader(), put("service/registry"), put("agent/t/a"), SYNCED);
        later();
        assertThat(names()).containsExactly("agent/t/a");
    }

    @Test
    void fileThatCannotBeWritten_isTriedAgain() throws Exception {
        Path elsewhere = folder.resolve("not-yet");
        ClusterMirror mirror = new ClusterMirror(new ClustersFile(elsewhere), (work, after) -> {
            scheduled.add(work);
            delays.add(after);
        });
        tell(mirror.reader(), put("agent/t/a"), SYNCED);
        scheduled.remove().run();
        assertThat(delays).containsExactly(ClusterMirror.COLLECT, ClusterMirror.WRITE_AGAIN);
        Files.createDirectories(elsewhere);
        later();
        assertThat(elsewhere.resolve(ClustersFile.NAME)).content().contains("agent/t/a");
        try (Stream<Path> files = Files.list(elsewhere)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void fileThatNobodyCanRead_isReplaced() throws Exception {
        Files.writeString(folder.resolve(ClustersFile.NAME), "{\"version_info\": \"x");
        tell(mirror().reader(), SYNCED);
        later();
        assertThat(version()).isEqualTo(1);
    }
}
