package dev.parley.envoy.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One mapping of a settings file. Every key is to be asked for once; {@link #read} refuses those that nobody asked for. */
final class Section {
    private final JsonNode mapping;
    private final Set<String> asked = new HashSet<>();

    private Section(JsonNode mapping) {
        this.mapping = mapping;
    }

    /** Reads a whole mapping; errors name keys relative to it. */
    static <T> T read(JsonNode node, Function<Section, T> reader) {
        if (!node.isObject()) {
            throw new BadSettings("settings", node, "keys with values");
        }
        Section section = new Section(node);
        T value = reader.apply(section);
        for (String key : keys(node)) {
            if (!section.asked.contains(key)) {
                throw new BadSettings(key, node.get(key), "no such key; known here: " + section.known());
            }
        }
        return value;
    }

    static List<String> keys(JsonNode mapping) {
        List<String> keys = new ArrayList<>();
        mapping.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private String known() {
        return String.join(", ", asked.stream().sorted().toList());
    }

    private Optional<JsonNode> node(String key) {
        asked.add(key);
        return Optional.ofNullable(mapping.get(key)).filter(node -> !node.isNull());
    }

    private JsonNode required(String key) {
        return node(key).orElseThrow(() -> new BadSettings(key, "", "a value"));
    }

    Optional<String> textIfAny(String key) {
        return node(key).map(node -> {
            Check.require(node.isTextual(), key, node, "a text");
            return node.textValue();
        });
    }

    String text(String key) {
        required(key);
        return textIfAny(key).orElseThrow();
    }

    Optional<Path> pathIfAny(String key) {
        return textIfAny(key).map(text -> toPath(key, text));
    }

    Path path(String key) {
        return toPath(key, text(key));
    }

    private static Path toPath(String key, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadSettings(key, text, "a path");
        }
    }

    int number(String key) {
        JsonNode node = required(key);
        Check.require(node.isInt(), key, node, "a whole number");
        return node.intValue();
    }

    int number(String key, int otherwise) {
        return node(key).isPresent() ? number(key) : otherwise;
    }

    <T> Optional<T> sectionIfAny(String key, Function<Section, T> reader) {
        return node(key).map(node -> {
            Check.require(node.isObject(), key, node, "keys with values");
            return inside(key, node, reader);
        });
    }

    <T> T section(String key, Function<Section, T> reader) {
        required(key);
        return sectionIfAny(key, reader).orElseThrow();
    }

    /** The elements of a list of mappings. */
    <T> List<T> list(String key, Function<Section, T> reader) {
        JsonNode list = required(key);
        Check.require(list.isArray(), key, list, "a list");
        List<T> elements = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            elements.add(inside(key + "[" + i + "]", list.get(i), reader));
        }
        return elements;
    }

    /** Keys that this mapping has. */
    List<String> keys() {
        return keys(mapping);
    }

    private static <T> T inside(String key, JsonNode node, Function<Section, T> reader) {
        try {
            return read(node, reader);
        } catch (BadSettings e) {
            throw e.under(key);
        }
    }
}
