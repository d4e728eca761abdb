package dev.parley.proto.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class A2aVersionTest {
    @ParameterizedTest
    @CsvSource({
        "1.0, V1_0",
        "1.0.7, V1_0",
        "' 1.0 ', V1_0",
        "0.3, V0_3",
        "0.3.0, V0_3",
        "0.2, V0_3",
        "0.2.6, V0_3",
    })
    void version_isOfItsFamily(String stated, A2aVersion family) {
        assertThat(A2aVersion.of(stated)).hasValue(family);
    }

    @ParameterizedTest
    @CsvSource({"99.0", "1", "1.1", "1.0.", "1.0.x", "0.1", "''", "'1.0, 0.3'"})
    void version_thatIsNotSpokenHasNone(String stated) {
        assertThat(A2aVersion.of(stated)).isEmpty();
    }

    @Test
    void supported_areThoseThatMayBeStated() {
        assertThat(A2aVersion.supported()).isEqualTo("1.0, 0.3, 0.2");
        assertThat(A2aVersion.supported().split(", "))
                .allSatisfy(stated -> assertThat(A2aVersion.of(stated)).isPresent());
    }

    @Test
    void interfaceOfACard_isReadMoreLeniently() {
        assertThat(A2aVersion.ofInterface("1")).hasValue(A2aVersion.V1_0);
        assertThat(A2aVersion.ofInterface("1.4")).hasValue(A2aVersion.V1_0);
        assertThat(A2aVersion.ofInterface("0.3.0")).hasValue(A2aVersion.V0_3);
        assertThat(A2aVersion.ofInterface("2.0")).isEmpty();
    }
}
