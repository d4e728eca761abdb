package dev.parley.cli.talk;

import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.cli.output.Terminal;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Task;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Keeps the files of answers in a folder. Their names come from agents: a file is never written outside the folder, hidden, or
 * over another.
 */
final class SavedFiles {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_ENDING = 16;

    private final Path folder;
    private final Terminal terminal;

    SavedFiles(Path folder, Terminal terminal) {
        this.folder = folder;
        this.terminal = terminal;
    }

    /** Writes the file parts of all artifacts; the paths go to standard error. */
    void save(Task task) {
        for (Artifact artifact : task.getArtifactsList()) {
            save(artifact.getPartsList());
        }
    }

    /** Writes the file parts among these; the paths go to standard error. */
    void save(List<Part> parts) {
        for (Part part : parts) {
            if (part.hasRaw()) {
                terminal.note("saved "
                        + write(safeName(part.getFilename()), part.getRaw().toByteArray()));
            } else if (part.hasUrl()) {
                terminal.note("not fetched: " + part.getUrl());
            }
        }
    }

    private Path write(String name, byte[] bytes) {
        int dot = name.lastIndexOf('.');
        int end = dot > 0 && name.length() - dot <= LONGEST_ENDING ? dot : name.length();
        try {
            Files.createDirectories(folder);
            for (int number = 1; ; number++) {
                String numbered = number == 1 ? name : name.substring(0, end) + "-" + number + name.substring(end);
                Path file = folder.resolve(numbered);
                try {
                    // new: it follows no link either
                    return Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                } catch (FileAlreadyExistsException e) {
                    // the next number
                }
            }
        } catch (IOException e) {
            throw new CliException(
                    ExitStatus.FAILURE, "File " + name + " cannot be written to " + folder + ": " + e.getMessage(), e);
        }
    }

    /** The last step of a path, without what is hidden or not to be shown; {@code file} where nothing is left. */
    static String safeName(String name) {
        String last = name.replaceFirst("(?s)^.*[/\\\\]", "");
        String plain = last.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}:*?\"<>|]", "_")
                .strip()
                .replaceFirst("^[.\\s]+", "");
        if (plain.isEmpty()) {
            return "file";
        }
        if (plain.length() <= LONGEST_NAME) {
            return plain;
        }
        int dot = plain.lastIndexOf('.');
        String ending = dot > 0 && plain.length() - dot <= LONGEST_ENDING ? plain.substring(dot) : "";
        int cut = LONGEST_NAME - ending.length();
        return plain.substring(0, Character.isHighSurrogate(plain.charAt(cut - 1)) ? cut - 1 : cut) + ending;
    }
}
