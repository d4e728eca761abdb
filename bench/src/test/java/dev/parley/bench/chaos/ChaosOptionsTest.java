package dev.parley.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChaosOptionsTest {
    @Test
    void callersAndQuiet_areTakenAsTheyAreSaid() {
        ChaosOptions options =
                ChaosOptions.parse(List.of("--callers", "140", "--keep", "--quiet", "17"), new Random(1));
        assertThat(options.callers()).isEqualTo(140);
        assertThat(options.quiet()).isEqualTo(Duration.ofSeconds(17));
        assertThat(options.keep()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--callers 0", "--quiet 0", "--quiet 3601", "--mix longer", "--calers 3"})
    void whatIsNoValue_isRefusedByItsName(String wrong) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChaosOptions.parse(List.of(wrong.split(" ")), new Random(1)))
                .withMessageContaining(wrong.split(" ")[0]);
    }
}
