package dev.parley.proto.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The golden files: as cases of a test, and as beginnings for a fuzz. */
public final class Goldens {
    private static final String TEXT = ".txtpb";

    private Goldens() {}

    /** The JSON of a folder's golden files whose names contain the given text. */
    public static Stream<byte[]> of(String folder, String named) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources").resolve(folder))) {
            return files
                    .filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> file.getFileName().toString().contains(named))
                    .sorted()
                    .map(Goldens::bytes)
                    .toList()
                    .stream();
        }
    }

    /** The cases of a folder, without their ending, whose names contain the given text. */
    public static List<String> cases(Path folder, String named) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(TEXT) && name.contains(named))
                    .map(name -> name.substring(0, name.length() - TEXT.length()))
                    .sorted()
                    .toList();
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
