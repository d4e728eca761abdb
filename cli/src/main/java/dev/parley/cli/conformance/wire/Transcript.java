package dev.parley.cli.conformance.wire;

import java.util.ArrayList;
import java.util.List;

/** What one check said and heard; its last 40 exchanges. Safe for concurrent use. */
public final class Transcript {
    private static final int MAX_EXCHANGES = 40;

    private final List<Exchange> exchanges = new ArrayList<>();

    synchronized Exchange begin() {
        if (exchanges.size() == MAX_EXCHANGES) {
            exchanges.removeFirst();
        }
        Exchange exchange = new Exchange();
        exchanges.add(exchange);
        return exchange;
    }

    public synchronized List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }
}
