package dev.parley.standalone.e2e;

import dev.parley.kit.log.ServerLog;
import dev.parley.standalone.Standalone;
import dev.parley.standalone.StandaloneConfig;
import dev.parley.standalone.folder.DataFolder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The {@code main} of a mesh under test: data folder as argument, free ports, everything embedded, webhooks on this machine allowed; ends with SIGTERM. */
final class MeshProgram {
    private MeshProgram() {}

    public static void main(String[] args) throws Exception {
        StandaloneConfig config = StandaloneConfig.embedded(
                        Path.of("target", "cache").toAbsolutePath())
                .withPorts(0, 0, 0)
                .withPgVector(false)
                .withSettings(Map.of("parley.push.allowed-targets", "127.0.0.1"));
        DataFolder folder = DataFolder.open(Path.of(args[0]));
        ServerLog.start(folder.log(), "INFO", true);
        Standalone mesh = Standalone.start(folder, config, InstantSource.system());
        Runtime.getRuntime().addShutdownHook(new Thread(mesh::close, "shutdown"));
        new CountDownLatch(1).await();
    }
}
