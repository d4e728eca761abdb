package dev.parley.embed.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** What the Python reference made of 100 texts; see {@code src/test/python/reference.py}. */
public record Reference(String text, List<Long> ids, List<Float> vector) {
    public static List<Reference> all() {
        try (var lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Reference.class.getResourceAsStream("/minilm-reference.tsv")),
                StandardCharsets.UTF_8))) {
            return lines.lines().map(Reference::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reference parse(String line) {
        String[] columns = line.split("\t", -1);
        var floats = ByteBuffer.wrap(Base64.getDecoder().decode(columns[2]))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        Float[] vector = new Float[floats.remaining()];
        Arrays.setAll(vector, floats::get);
        return new Reference(
                new String(Base64.getDecoder().decode(columns[0]), StandardCharsets.UTF_8),
                Arrays.stream(columns[1].split(",")).map(Long::valueOf).toList(),
                List.of(vector));
    }

    public double cosineTo(float[] other) {
        double dot = 0;
        double own = 0;
        double others = 0;
        for (int i = 0; i < other.length; i++) {
            dot += vector.get(i) * other[i];
            own += vector.get(i) * vector.get(i);
            others += other[i] * other[i];
        }
        return dot / Math.sqrt(own * others);
    }
}
