package dev.parley.kit.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpEndpointTest {
    @Test
    void parse_takesWhatTheStandardVariableHolds() {
        assertThat(OtlpEndpoint.parse("http://127.0.0.1:4000")).isEqualTo(new OtlpEndpoint(false, "127.0.0.1", 4000));
        assertThat(OtlpEndpoint.parse("http://collector/").url()).isEqualTo("http://collector:4317");
        assertThat(OtlpEndpoint.parse("http://[::1]:4000")).isEqualTo(new OtlpEndpoint(false, "::1", 4000));
        assertThat(OtlpEndpoint.parse("http://[::1]:4000").url()).isEqualTo("http://[::1]:4000");
        assertThat(OtlpEndpoint.parse("http://Collector").host()).isEqualTo("collector");
        assertThat(OtlpEndpoint.parse(" HTTPS://collector.example ").url()).isEqualTo("https://collector.example:4317");
    }

    @Test
    void parse_keepsAPasswordToItself() {
        assertThatThrownBy(() -> OtlpEndpoint.parse("http://u:secret@h:1"))
                .hasMessageContaining("\"http://***@h:1\" (expected:")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:4317",
                "grpc://h:1",
                "http://",
                "http://h:0",
                "http://h:70000",
                "http://h/v1/traces",
                "http://h?x",
                "http://a b"
            })
    void parse_saysWhatItExpected(String url) {
        assertThatThrownBy(() -> OtlpEndpoint.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + url + "\" (expected: http://HOST:PORT");
    }
}
