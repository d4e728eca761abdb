package dev.parley.cli.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/** An HTTP answer with its bytes. */
public record HttpReply(int status, HttpHeaders headers, byte[] body) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The media type without parameters, in lower case; empty without one. */
    public String mediaType() {
        return headers.firstValue("Content-Type")
                .map(type -> type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    public String text() {
        return new String(body, UTF_8);
    }

    /** The body, when it is one JSON document in UTF-8. */
    public Optional<JsonNode> json() {
        return parse(body);
    }

    /** The JSON document in a text, when it is one, without duplicate members or anything behind it. */
    public static Optional<JsonNode> parse(String text) {
        return parse(text.getBytes(UTF_8));
    }

    static Optional<JsonNode> parse(byte[] document) {
        try {
            // given bytes, the parser would take UTF-16 and UTF-32 too
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
            JsonNode json = JSON.readTree(text);
            return json == null || json.isMissingNode() ? Optional.empty() : Optional.of(json);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** For people. */
    public String described() {
        String text = text();
        return "HTTP " + status + " " + mediaType() + " "
                + (text.length() <= 200 ? text : text.substring(0, 200) + "…");
    }
}
