package dev.parley.bench.overload;

import dev.parley.bench.load.Latencies;

/**
 * What callers saw at one rate. Filled by the generator's event loop, read when it is done.
 *
 * <p>Latencies are counted from when a message was due, so waiting for a connection counts.
 */
final class Phase {
    private static final int SHOWN_CHARS = 300;

    final String name;
    final Latencies accepted = new Latencies();
    final Latencies refused = new Latencies();
    /** From when a message was due until it was sent. */
    final Latencies late = new Latencies();

    double seconds;
    int offered;
    int advised;
    int other;
    String firstOther = "";

    Phase(String name) {
        this.name = name;
    }

    void accepted(long nanos) {
        accepted.add(nanos);
    }

    void refused(long nanos, boolean toldWhenToComeBack) {
        refused.add(nanos);
        advised += toldWhenToComeBack ? 1 : 0;
    }

    void late(long nanos) {
        late.add(nanos);
    }

    void other(String what) {
        other++;
        if (firstOther.isEmpty()) {
            firstOther = what.length() > SHOWN_CHARS ? what.substring(0, SHOWN_CHARS) : what;
        }
    }

    double goodput() {
        return accepted.count() / seconds;
    }
}
