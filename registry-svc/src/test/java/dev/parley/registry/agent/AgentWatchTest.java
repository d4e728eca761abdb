package dev.parley.registry.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentWatchTest {
    private final AgentBook book = new AgentBook(List.of(), 3);

    @Test
    void watch_cutsASlowReaderOff() throws Exception {
        AgentWatch watch = book.watch();
        assertThat(watch.next()).contains(new AgentChange.Synced());
        for (int i = 0; i < 5; i++) {
            book.remove(new AgentKey("t", "agent-" + i));
        }
        int read = 0;
        while (watch.next().isPresent()) {
            read++;
        }
        assertThat(read).isLessThanOrEqualTo(3);
        assertThat(watch.isOverrun()).isTrue();
    }

    @Test
    void close_wakesAWaitingReader() throws Exception {
        AgentWatch watch = book.watch();
        assertThat(watch.next()).contains(new AgentChange.Synced());
        Thread.ofVirtual().start(watch::close);
        assertThat(watch.next()).isEqualTo(Optional.empty());
        assertThat(watch.isOverrun()).isFalse();
    }
}
