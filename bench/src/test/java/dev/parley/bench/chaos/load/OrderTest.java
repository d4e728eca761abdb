package dev.parley.bench.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bench.chaos.agent.AgentSort;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OrderTest {
    private static List<Order> orders(long seed) {
        return LongStream.range(0, 2_000)
                .mapToObj(number -> Order.of(seed, number))
                .toList();
    }

    @Test
    void orders_areTheSameForASeed_andOthersForAnother() {
        assertThat(orders(1)).isEqualTo(orders(1)).isNotEqualTo(orders(2));
    }

    @Test
    void orders_haveEverySortOfAgentAndEveryForm() {
        assertThat(orders(1).stream().map(Order::agent)).contains(AgentSort.values());
        assertThat(orders(1).stream().map(Order::form)).contains(Form.values());
    }
}
