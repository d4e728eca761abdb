package dev.parley.proto.jsonrpc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What tools from before A2A put beside the members of JSON-RPC, as the headers that say the same: {@code trace_context} is W3C
 * Trace Context, {@code agent_context} is W3C Baggage. Anything in them but text is left out. Used once.
 */
final class EnvelopeContext {
    /** Members of one context that are kept: as many as W3C Baggage wants carried. */
    static final int MOST_MEMBERS = 64;

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+\\-.^_`|~0-9A-Za-z]{1,256}");

    private final Map<String, String> headers = new LinkedHashMap<>();

    /** Reads the value that the parser is at, if the member is one of theirs. */
    boolean read(String member, JsonParser parser) throws IOException {
        switch (member) {
            case "trace_context" -> {
                Map<String, String> trace = texts(parser);
                put("traceparent", trace.getOrDefault("traceparent", ""));
                put("tracestate", trace.getOrDefault("tracestate", ""));
            }
            case "agent_context" ->
                put(
                        "baggage",
                        texts(parser).entrySet().stream()
                                .filter(one -> TOKEN.matcher(one.getKey()).matches())
                                .map(one -> one.getKey() + '=' + encoded(one.getValue()))
                                .collect(Collectors.joining(",")));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** By name in lower case; empty for all who write JSON-RPC as it is. */
    Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    private void put(String name, String value) {
        if (!value.isEmpty()) {
            headers.put(name, value);
        }
    }

    private static Map<String, String> texts(JsonParser parser) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return texts;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (parser.nextToken() == JsonToken.VALUE_STRING && texts.size() < MOST_MEMBERS) {
                texts.put(name, parser.getText());
            }
            parser.skipChildren();
        }
        return texts;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
