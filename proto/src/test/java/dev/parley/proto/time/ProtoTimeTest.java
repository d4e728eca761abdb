package dev.parley.proto.time;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProtoTimeTest {
    @Test
    void timesBeforeTheEpoch_haveTheirNanosForward() {
        assertThat(ProtoTime.of(Instant.parse("1969-12-31T23:59:59.250Z")))
                .isEqualTo(Timestamp.newBuilder()
                        .setSeconds(-1)
                        .setNanos(250_000_000)
                        .build());
    }
}
