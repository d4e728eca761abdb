package dev.parley.router.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.router.agent.ConnectionFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvoyReplyTest {
    private static ConnectionFailure failure(String flags) {
        return EnvoyReply.of(flags, "-", "upstream connect error. reset reason: remote connection failure")
                .orElseThrow()
                .failure("agent.example:80");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UF", "UH", "UO", "NC", "UF,URX", "URX,UF", "UO,URX"})
    void flagsOfNoConnection_proveNotStarted(String flags) {
        assertThat(failure(flags).sent()).isFalse();
        assertThat(failure(flags).reason()).contains("agent.example:80").endsWith("(Envoy says " + flags + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UC", "UT", "UF,UC", "UR,URX", "UPE", "SI", "OM", "NR", "-", ""})
    void anyOtherFlag_provesNothing(String flags) {
        assertThat(failure(flags).sent()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NC | Envoy has no cluster for agent.example:80 (Envoy says NC)
            UO | too many calls to agent.example:80 are under way (Envoy says UO)
            UH | no address of agent.example:80 can be tried (Envoy says UH)
            UF | no connection to agent.example:80: remote connection failure (Envoy says UF)
            UC | the connection to agent.example:80 broke: remote connection failure (Envoy says UC)
            """)
    void words_nameWhatEnvoySaid(String flags, String words) {
        assertThat(failure(flags).reason()).isEqualTo(words);
    }

    @Test
    void reason_goesBeforeTheText_andIsShortened() {
        assertThat(EnvoyReply.of("UF", "connect_error:_refused", "text")
                        .orElseThrow()
                        .text())
                .isEqualTo("connect error: refused");
        assertThat(EnvoyReply.of("UF", "x".repeat(10_000), "")
                        .orElseThrow()
                        .failure("a")
                        .reason())
                .hasSizeLessThan(400);
    }

    @Test
    void answerWithoutFlags_isTheAgents() {
        assertThat(EnvoyReply.of(null, "UF", "text")).isEmpty();
    }
}
