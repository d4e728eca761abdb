package dev.parley.kit.ids;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class UuidV7Test {
    @Property
    void next_carriesItsTimeVersionAndVariant(
            @ForAll @LongRange(min = 0, max = (1L << 47)) long millis, @ForAll long seed) {
        UUID id = new UuidV7(() -> Instant.ofEpochMilli(millis), new Random(seed)).next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(UuidV7.timeOf(id)).isEqualTo(Instant.ofEpochMilli(millis));
    }

    @Property
    void next_isOrderedByTimeAsText(@ForAll @LongRange(min = 0, max = (1L << 47) - 1) long millis, @ForAll long seed) {
        Random random = new Random(seed);
        UUID earlier = new UuidV7(() -> Instant.ofEpochMilli(millis), random).next();
        UUID later = new UuidV7(() -> Instant.ofEpochMilli(millis + 1), random).next();

        assertThat(earlier.toString()).isLessThan(later.toString());
    }
}
