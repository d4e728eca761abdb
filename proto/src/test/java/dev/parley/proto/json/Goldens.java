package dev.parley.proto.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The golden files as beginnings for a fuzz. */
public final class Goldens {
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

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
