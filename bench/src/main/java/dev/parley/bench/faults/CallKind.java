package dev.parley.bench.faults;

/** What the load consists of, in equal parts of four: two, one and one. */
enum CallKind {
    /** SendMessage, tried once. */
    SEND("send"),
    /** SendMessage with an Idempotency-Key, sent again while it fails. */
    SEND_ONCE("send with a key"),
    /** GetTask of a task that is completed, tried once. */
    READ("read");

    private final String title;

    CallKind(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
