package dev.parley.cli.conformance.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** What comes out of a stream. */
public sealed interface Frame {
    /** @param body the StreamResponse in the JSON of A2A 1.0 */
    record Event(JsonNode body) implements Frame {}

    /** An error in the middle of the stream. */
    record Failed(Fault fault) implements Frame {}

    /** Something that is no event of that binding. */
    record Malformed(String why) implements Frame {}

    /** The stream ended in good order. */
    record Ended() implements Frame {}

    /** The connection broke. */
    record Broken(String why) implements Frame {}

    /** Nothing came in time; more may. */
    record Silent() implements Frame {}

    /** True when nothing more comes. */
    default boolean isLast() {
        return switch (this) {
            case Event e -> false;
            case Malformed m -> false;
            case Silent s -> false;
            case Failed f -> true;
            case Ended e -> true;
            case Broken b -> true;
        };
    }

    /** For people; at most 300 characters. */
    default String described() {
        String text = switch (this) {
            case Event event -> event.body().toString();
            case Failed failed -> failed.fault().toString();
            case Malformed malformed -> malformed.why();
            case Ended ended -> "the end of the stream";
            case Broken broken -> "a broken connection: " + broken.why();
            case Silent silent -> "nothing in time";
        };
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }
}
