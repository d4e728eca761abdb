package dev.parley.kit.wire;

import java.time.Instant;

/**
 * One thing that went over the wire.
 *
 * @param direction who to whom: {@code caller > mesh} for instance
 * @param head request or status line with headers, or the method of a gRPC call; empty for what follows one
 * @param body text, without its secrets
 */
public record WireRecord(Instant at, String direction, String head, String body) {
    /** About what it takes in memory. */
    int size() {
        return head.length() + body.length() + 64;
    }
}
