package dev.parley.proto.error;

/**
 * One thing wrong with an input.
 *
 * @param path where, as a JSON path from the root of the input: {@code $.message.parts[0].text}
 * @param description the offending value, then what was expected
 */
public record Violation(String path, String description) {
    @Override
    public String toString() {
        return path + ": " + description;
    }
}
