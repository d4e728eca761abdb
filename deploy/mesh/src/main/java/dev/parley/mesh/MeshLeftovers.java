package dev.parley.mesh;

import dev.parley.standalone.Leftovers;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.StartRefused;
import dev.parley.standalone.process.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a killed supervisor leaves running on its folder: services, Envoys, and what every mesh leaves. */
public final class MeshLeftovers {
    private static final Logger log = LoggerFactory.getLogger(MeshLeftovers.class);
    private static final Duration WITHIN = Duration.ofSeconds(10);
    // how each names the file that it was given, in a folder of this run; an editor of that file has no such flag
    // before it
    private static final List<String> FLAGS = List.of("--config ", "-c ");

    private MeshLeftovers() {}

    /** Ends them; the caller holds the folder. True when there were any. */
    public static boolean end(DataFolder folder, InstantSource clock) throws IOException, InterruptedException {
        boolean any = endProcesses(folder, clock);
        deleteRun(folder);
        return Leftovers.end(folder, clock) || any;
    }

    /** Deletes what belongs to one run: of each instance its sockets, settings and secrets. */
    static void deleteRun(DataFolder folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder.run())) {
            for (Path entry : entries.filter(Files::isDirectory).toList()) {
                delete(entry);
            }
        }
        Files.deleteIfExists(Mesh.controlSocket(folder.root()));
    }

    private static boolean endProcesses(DataFolder folder, InstantSource clock) throws IOException {
        ProcessTable processes = new ProcessTable(clock);
        boolean any = false;
        for (String flag : FLAGS) {
            String ours = flag + folder.run() + "/";
            for (OptionalLong pid = processes.findNaming(ours); pid.isPresent(); pid = processes.findNaming(ours)) {
                any = true;
                log.atWarn().addKeyValue("pid", pid.getAsLong()).log("ending what an earlier run left behind");
                processes.signal(pid.getAsLong(), "KILL");
                if (!processes.awaitEnded(pid.getAsLong(), WITHIN)) {
                    throw new StartRefused("Process " + pid.getAsLong() + " on " + folder.root()
                            + " does not end (expected: none; end it, then start again)");
                }
            }
        }
        return any;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
