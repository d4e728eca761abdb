package dev.parley.edge.httpjson;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.micronaut.http.HttpRequest;

/**
 * The segment of a path that has a task's id. What is to be done with the task stands behind a colon in it, which no route
 * can tell apart from an id.
 */
record TaskSegment(String id, Verb verb) {
    enum Verb {
        NONE,
        CANCEL,
        SUBSCRIBE
    }

    private static final String CANCEL = ":cancel";
    private static final String SUBSCRIBE = ":subscribe";

    static TaskSegment of(String segment) {
        if (segment.endsWith(CANCEL)) {
            return new TaskSegment(without(CANCEL, segment), Verb.CANCEL);
        }
        return segment.endsWith(SUBSCRIBE)
                ? new TaskSegment(without(SUBSCRIBE, segment), Verb.SUBSCRIBE)
                : new TaskSegment(segment, Verb.NONE);
    }

    /** Of a POST that names none of the two. */
    static A2aException noSuchVerb(HttpRequest<?> http) {
        return new A2aException(
                A2aErrorCode.METHOD_NOT_FOUND,
                "POST " + http.getPath() + " is not served (expected: {id}" + CANCEL + " or {id}" + SUBSCRIBE + ")");
    }

    private static String without(String verb, String segment) {
        return segment.substring(0, segment.length() - verb.length());
    }
}
