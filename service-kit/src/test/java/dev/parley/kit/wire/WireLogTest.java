package dev.parley.kit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireLogTest {
    private final InstantSource clock = InstantSource.fixed(Instant.EPOCH);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void log_keepsWhatFitsAndCountsTheRest() {
        WireLog log = new WireLog(true, 2, 400, clock);
        for (int i = 0; i < 5; i++) {
            log.keep("t", log.now("caller > mesh", "POST /", bytes("x".repeat(50))));
        }

        assertThat(log.of("t").records()).hasSize(3);
        assertThat(log.of("t").leftOut()).isEqualTo(2);
        assertThat(log.now("a > b", "", bytes("y".repeat(500))).body()).endsWith("... (500 bytes)");
    }

    @Test
    void log_forgetsTheOldestTask() {
        WireLog log = new WireLog(true, 2, 400, clock);
        for (String task : new String[] {"one", "two", "three"}) {
            log.keep(task, log.now("a > b", "", bytes(task)));
        }

        assertThat(log.of("one").records()).isEmpty();
        assertThat(log.of("three").records()).extracting(WireRecord::body).containsExactly("three");
    }

    @Test
    void log_keepsNothingWhereItIsOff() {
        WireLog log = new WireLog(false, 2, 400, clock);
        log.keep("t", log.now("a > b", "", bytes("text")));

        assertThat(log.of("t").records()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "{\"token\":\"s3cret\"}|{\"token\":\"[redacted]\"}",
                "{\"credentials\" : \"a\\\"b\",\"x\":\"y\"}|{\"credentials\" : \"[redacted]\",\"x\":\"y\"}",
                "{\"Token\":\"cut o|{\"Token\":\"[redacted]\"",
                "{\"token\":\"a\",\"secret\":\"b\\\\\",\"x\":1}|{\"token\":\"[redacted]\",\"secret\":\"[redacted]\",\"x\":1}",
                "{\"serviceParameters\":{\"X-API-Key\":\"s3cret\"}}|{\"serviceParameters\":{\"X-API-Key\":\"[redacted]\"}}",
                "{\"text\":\"my token is here\"}|{\"text\":\"my token is here\"}",
                "{\"pageToken\":\"abc\"}|{\"pageToken\":\"abc\"}",
                "{\"\\u0074oke\\u004E\":\"s3cret\"}|{\"\\u0074oke\\u004E\":\"[redacted]\"}",
                "{\"url\":\"https://u:p@h/x?a=1&access_token=s3cret&b=2\"}"
                        + "|{\"url\":\"https://[redacted]@h/x?a=1&access_token=[redacted]&b=2\"}"
            },
            delimiter = '|')
    void secrets_areNotShown(String body, String shown) {
        assertThat(Redaction.ofBody(body)).isEqualTo(shown);
    }

    @Test
    void secret_mayBeAsLongAsABody() {
        String plain = "x".repeat(4_000_000);
        String escaped = "\\\"".repeat(1_000_000);

        assertThat(Redaction.ofBody("{\"token\":\"" + plain + "\",\"secret\":\"" + escaped + "\"}"))
                .isEqualTo("{\"token\":\"[redacted]\",\"secret\":\"[redacted]\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "POST /agents/a?apiKey=s3cret HTTP/1.1, POST /agents/a?apiKey=[redacted] HTTP/1.1",
        "GET http://h/?X-Amz-Signature=s3cret#f, GET http://h/?X-Amz-Signature=[redacted]#f",
        "GET /tasks?pageToken=abc&pageSize=5, GET /tasks?pageToken=abc&pageSize=5",
        "POST https://user:pass@h/, POST https://[redacted]@h/",
        "mail to a@b, mail to a@b"
    })
    void urlsWithSecrets_areNotShown(String head, String shown) {
        assertThat(Redaction.ofUrls(head)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer x, [redacted]",
        "cookie, a=b, [redacted]",
        "X-A2A-Notification-Token, t, [redacted]",
        "X-Auth-Token, t, [redacted]",
        "A2A-Version, 1.0, 1.0"
    })
    void headersWithSecrets_areNotShown(String name, String value, String shown) {
        assertThat(Redaction.ofHeader(name, value)).isEqualTo(shown);
    }
}
