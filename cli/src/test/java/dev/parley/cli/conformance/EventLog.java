package dev.parley.cli.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The events of a stream, kept for who comes back to it. */
final class EventLog {
    private final List<ObjectNode> events = new ArrayList<>();
    private boolean ended;

    synchronized void add(ObjectNode event) {
        events.add(event);
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The event of that number, from 0, as soon as there is one; empty behind the last. */
    synchronized Optional<ObjectNode> at(int number) throws InterruptedException {
        while (events.size() <= number && !ended) {
            wait();
        }
        return number < events.size() ? Optional.of(events.get(number)) : Optional.empty();
    }
}
