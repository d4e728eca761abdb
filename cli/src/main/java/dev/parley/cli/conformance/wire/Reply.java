package dev.parley.cli.conformance.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** What a call was answered with, whatever the binding. */
public sealed interface Reply {
    /** @param body the result in the JSON of A2A 1.0; for gRPC, the message printed so */
    record Result(JsonNode body) implements Reply {}

    record Refused(Fault fault) implements Reply {}

    /** Neither a result nor an error of that binding. */
    record Garbled(String why) implements Reply {}

    /** For people; at most 300 characters. */
    default String described() {
        String text = switch (this) {
            case Result result -> "the result " + result.body();
            case Refused refused -> refused.fault().toString();
            case Garbled garbled -> garbled.why();
        };
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }
}
