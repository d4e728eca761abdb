package dev.parley.edge;

/** What a caller may do wrong at any entrance, where the entrance has it. */
enum Mistake {
    MALFORMED,
    WRONG_TYPE,
    MISSING_MEMBER,
    UNKNOWN_METHOD,
    UNKNOWN_TASK,
    UNKNOWN_AGENT,
    UNSUPPORTED_VERSION,
    CONTRADICTING_VERSION,
    TWO_VERSIONS,
    TOO_LARGE,
    CONTENT_TYPE,
    HTTP_METHOD
}
