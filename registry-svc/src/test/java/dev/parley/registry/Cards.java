package dev.parley.registry;

import java.util.List;

/** Cards for tests. */
public final class Cards {
    private Cards() {}

    public static String named(String name, String url) {
        return withSkills(name, url, skill("weather", "Weather forecast", "Tells the weather of any city.", "climate"));
    }

    public static String withSkills(String name, String url, String... skills) {
        return """
                {"name":"%s","description":"An agent for tests.","version":"1.2.3",
                 "supportedInterfaces":[{"url":"%s","protocolBinding":"JSONRPC","protocolVersion":"1.0"}],
                 "capabilities":{"streaming":true},
                 "defaultInputModes":["text/plain"],"defaultOutputModes":["text/plain","image/svg+xml"],
                 "skills":[%s]}""".formatted(name, url, String.join(",", List.of(skills)));
    }

    public static String skill(String id, String name, String description, String... tags) {
        String quoted = tags.length == 0 ? "" : "\"" + String.join("\",\"", tags) + "\"";
        return """
                {"id":"%s","name":"%s","description":"%s","tags":[%s]}""".formatted(id, name, description, quoted);
    }
}
