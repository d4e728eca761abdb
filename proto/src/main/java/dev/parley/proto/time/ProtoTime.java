package dev.parley.proto.time;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Instants as protobuf's timestamps, to the nanosecond. */
public final class ProtoTime {
    private ProtoTime() {}

    public static Timestamp of(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }

    /** @throws java.time.DateTimeException for a time that no Instant can be */
    public static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
