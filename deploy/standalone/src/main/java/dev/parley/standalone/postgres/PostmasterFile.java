package dev.parley.standalone.postgres;

import dev.parley.standalone.folder.StartRefused;
import dev.parley.standalone.process.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL's {@code postmaster.pid}: line 1 is its process id, line 8 its state. */
final class PostmasterFile {
    private static final Logger log = LoggerFactory.getLogger(PostmasterFile.class);
    private static final int STATE_LINE = 7;
    private static final Duration TO_END = Duration.ofSeconds(15);
    /** How long a parent may leave a zombie lying; PostgreSQL takes it for a live server. */
    private static final Duration TO_REAP = Duration.ofSeconds(30);

    private final Path data;
    private final ProcessTable processes;

    PostmasterFile(Path data, ProcessTable processes) {
        this.data = data;
        this.processes = processes;
    }

    /** True when the server of that process id takes connections. */
    boolean isReady(long pid) throws IOException {
        List<String> lines = lines();
        return lines.size() > STATE_LINE
                && lines.getFirst().strip().equals(Long.toString(pid))
                && lines.get(STATE_LINE).strip().equals("ready");
    }

    /**
     * Ends the server that an earlier run left on this folder and waits until its process id is free. The caller holds the
     * folder. True when there was one.
     *
     * @throws StartRefused when it does not end, or when it cannot be told whose process it is
     */
    boolean endLeftover() throws IOException, InterruptedException {
        OptionalLong noted = pid();
        if (noted.isEmpty() || !processes.exists(noted.getAsLong())) {
            return false;
        }
        long pid = noted.getAsLong();
        if (!isOurs(pid) && !processes.isZombie(pid)) {
            forgetReusedPid(pid);
            return false;
        }
        log.atWarn().addKeyValue("pid", pid).log("ending the PostgreSQL that an earlier run left behind");
        end(pid);
        return true;
    }

    private void end(long pid) throws IOException {
        for (String signal : List.of("INT", "QUIT", "KILL")) {
            if (isOurs(pid)) {
                processes.signal(pid, signal);
            }
            if (processes.awaitGone(pid, processes.isZombie(pid) ? TO_REAP : TO_END)) {
                return;
            }
        }
        if (!processes.awaitGone(pid, TO_REAP)) {
            throw new StartRefused("PostgreSQL process " + pid + " on " + data
                    + " neither ends nor goes away (expected: none; end it, then start again)");
        }
    }

    private boolean isOurs(long pid) {
        return processes.commandLine(pid).contains(data.toString());
    }

    /**
     * The id in the file belongs to some other program now. PostgreSQL would take that for a live server. The file is put
     * aside only with proof: we hold the folder, and no process names this directory.
     */
    private void forgetReusedPid(long pid) throws IOException {
        if (processes.commandLine(pid).isEmpty()) {
            throw new StartRefused("Process " + pid + " in " + data + "/postmaster.pid cannot be looked at"
                    + " (expected: PostgreSQL's, or none; if it is another program, remove that file)");
        }
        OptionalLong user = processes.findNaming(data.toString());
        if (user.isPresent()) {
            throw new StartRefused("Process " + user.getAsLong() + " uses " + data
                    + " (expected: none but PostgreSQL process " + pid + "; end it, then start again)");
        }
        log.atWarn().addKeyValue("pid", pid).log("postmaster.pid names a process that is not PostgreSQL, put aside");
        Files.move(
                data.resolve("postmaster.pid"),
                data.resolve("postmaster.pid.stale"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private OptionalLong pid() throws IOException {
        List<String> lines = lines();
        String first = lines.isEmpty() ? "" : lines.getFirst().strip();
        return first.matches("[1-9][0-9]{0,17}") ? OptionalLong.of(Long.parseLong(first)) : OptionalLong.empty();
    }

    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(data.resolve("postmaster.pid"));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
