package dev.parley.embed.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MiniLmTest {
    private static MiniLm model;

    @BeforeAll
    static void load() {
        model = MiniLm.load();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void tokenize_givesTheReferencesIds() {
        List<Reference> references = Reference.all();
        assertThat(references).hasSize(100);
        for (Reference reference : references) {
            long[] ids = new long[model.tokenize(reference.text()).length()];
            model.tokenize(reference.text()).copyTo(ids, 0);
            assertThat(ids)
                    .as(reference.text())
                    .containsExactly(
                            reference.ids().stream().mapToLong(Long::longValue).toArray());
        }
    }

    @Test
    void encode_givesTheReferencesVectorsOneByOne() {
        for (Reference reference : Reference.all()) {
            float[] vector =
                    model.encode(List.of(model.tokenize(reference.text()))).getFirst();
            assertThat(reference.cosineTo(vector)).as(reference.text()).isGreaterThanOrEqualTo(0.9999);
        }
    }

    @Test
    void encode_givesTheReferencesVectorsWhenPaddedInABatch() {
        List<Reference> references = Reference.all().stream()
                .filter(reference -> reference.ids().size() < 40)
                .sorted(Comparator.comparing(Reference::text))
                .toList();
        List<float[]> vectors = model.encode(
                references.stream().map(each -> model.tokenize(each.text())).toList());
        for (int i = 0; i < references.size(); i++) {
            assertThat(references.get(i).cosineTo(vectors.get(i)))
                    .as(references.get(i).text())
                    .isGreaterThanOrEqualTo(0.9999);
        }
    }

    @Test
    void encode_givesUnitVectorsOf384Numbers() {
        float[] vector = model.encode(List.of(model.tokenize("length"))).getFirst();
        double squares = 0;
        for (float value : vector) {
            squares += value * value;
        }
        assertThat(vector).hasSize(MiniLm.DIMENSIONS);
        assertThat(Math.sqrt(squares)).isCloseTo(1, within(1e-5));
    }

    @Test
    void tokenize_cutsLongTextsAt256() {
        assertThat(model.tokenize("word ".repeat(5000)).length()).isEqualTo(WordPieceTokenizer.MAX_TOKENS);
    }
}
