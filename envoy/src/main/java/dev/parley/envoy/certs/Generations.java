package dev.parley.envoy.certs;

import dev.parley.kit.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which CAs of a folder sign and are trusted; one small file, so that a step of a rotation happens whole or not at all. */
record Generations(int signing, List<Integer> trusted) {
    static final Generations FIRST = new Generations(1, List.of(1));
    private static final String FILE = "generations";
    private static final Pattern TEXT = Pattern.compile("signing=(\\d{1,6})\ntrusted=(\\d{1,6}(?:,\\d{1,6})?)\n");

    Generations {
        trusted = List.copyOf(trusted);
    }

    static boolean areIn(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    static Generations readFrom(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        Matcher text = TEXT.matcher(Files.readString(file));
        if (!text.matches()) {
            throw new IOException(file + " is not ours (expected: lines \"signing=\" and \"trusted=\" with numbers)");
        }
        return new Generations(
                Integer.parseInt(text.group(1)),
                Stream.of(text.group(2).split(",", -1)).map(Integer::parseInt).toList());
    }

    void writeTo(Path folder) throws IOException {
        AtomicFile.write(
                folder.resolve(FILE),
                "signing=" + signing + "\ntrusted="
                        + trusted.stream().map(String::valueOf).collect(Collectors.joining(",")) + "\n");
    }

    int newest() {
        return trusted.getLast();
    }

    Generations begun() {
        if (trusted.size() > 1) {
            throw new IllegalStateException("Rotation to CA " + newest() + " is under way (expected: none)");
        }
        return new Generations(signing, List.of(signing, signing + 1));
    }

    Generations switched() {
        if (trusted.size() < 2) {
            throw new IllegalStateException("CA " + signing + " has no next one (expected: a rotation was begun)");
        }
        return new Generations(newest(), trusted);
    }

    Generations ended() {
        if (trusted.size() < 2 || signing != newest()) {
            throw new IllegalStateException("CA " + signing + " signs (expected: the next one of a rotation signs)");
        }
        return new Generations(signing, List.of(signing));
    }
}
