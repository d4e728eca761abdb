package dev.parley.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.envoy.bootstrap.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstancesTest {
    @Test
    void services_haveOneProcessWhereNothingElseIsSaid() {
        Instances instances = Instances.parse("task=3, router=2");
        assertThat(instances.of(Member.TASK)).isEqualTo(3);
        assertThat(instances.of(Member.ROUTER)).isEqualTo(2);
        assertThat(instances.of(Member.EDGE)).isEqualTo(1);
        assertThat(instances.total()).isEqualTo(8);
        assertThat(Instances.ONE_EACH.of(Member.TASK)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"task", "task=0", "task=21", "task=x", "front=2", "operator=1", "task=1,", "tasks=2", "=1"})
    void anythingElse_isRefusedWithWhatWasExpected(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Instances.parse(text))
                .withMessageContaining("expected: SERVICE=N, of edge, task, router, registry, embed, 1 to 20");
    }

    @Test
    void service_namedTwiceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Instances.parse("task=1,task=2"))
                .withMessage("\"task=1,task=2\" names task twice (expected: once)");
    }
}
