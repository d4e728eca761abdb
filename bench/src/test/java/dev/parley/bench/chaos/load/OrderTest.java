package dev.parley.bench.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bench.chaos.agent.AgentSort;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrderTest {
    private static List<Order> orders(long seed, Mix mix) {
        return LongStream.range(0, 2_000)
                .mapToObj(number -> Order.of(seed, number, mix))
                .toList();
    }

    @Test
    void orders_areTheSameForASeed_andOthersForAnother() {
        assertThat(orders(1, Mix.WHOLE))
                .isEqualTo(orders(1, Mix.WHOLE))
                .isNotEqualTo(orders(2, Mix.WHOLE))
                .isNotEqualTo(orders(1, Mix.SHORT));
    }

    @ParameterizedTest
    @EnumSource
    void orders_haveEverySortOfAgentAndEveryForm(Mix mix) {
        assertThat(orders(1, mix).stream().map(Order::agent)).contains(AgentSort.values());
        assertThat(orders(1, mix).stream().map(Order::form)).contains(Form.values());
        assertThat(orders(1, mix).stream().map(order -> order.script().chunks()))
                .contains(1, mix.longestStream())
                .allMatch(chunks -> chunks <= mix.longestStream());
    }
}
