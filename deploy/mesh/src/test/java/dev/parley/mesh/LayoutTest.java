package dev.parley.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.envoy.bootstrap.Endpoint;
import dev.parley.envoy.bootstrap.Member;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LayoutTest {
    private static final Instance FRONT = instance(Member.FRONT);
    private static final Instance TASK = instance(Member.TASK);

    private static Instance instance(Member service) {
        return new Instance(
                service, 1, Path.of("/run", service.id()), new Endpoint("10.0.0.1", 7_102), Path.of("/log"));
    }

    private static Layout layout(String publicHost, Instance... here) {
        return new Layout(
                List.of(here), List.of(FRONT, TASK), publicHost, 8_080, 50_051, Optional.empty(), Optional.empty());
    }

    @Test
    void closedFront_isReachedFromItsOwnHostOnly() {
        assertThat(layout("127.0.0.1", FRONT, TASK).reachesFront()).isTrue();
        assertThat(layout("127.0.0.1", TASK).reachesFront()).isFalse();
        assertThat(layout("10.0.0.1", TASK).reachesFront()).isTrue();
    }
}
