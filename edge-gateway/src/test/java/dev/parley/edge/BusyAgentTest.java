package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How many messages are let in depends on the mesh, not on one agent that has too much to do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BusyAgentTest {
    /** Behind the edge's window, so that each refusal is one of its own. */
    private static final long BEHIND_A_WINDOW = 120;

    private static final Duration COME_AGAIN = Duration.ofSeconds(1);
    private EdgeFixture edge;

    @BeforeAll
    void start() {
        edge = EdgeFixture.start();
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    private double limit() {
        return edge.edge
                .context()
                .getBean(MeterRegistry.class)
                .get("parley.edge.accept.limit")
                .gauge()
                .value();
    }

    private void refusals(int count, A2aException why) throws Exception {
        edge.tasks.onSend = call -> {
            throw why;
        };
        for (int i = 0; i < count; i++) {
            assertThat(edge.rpc("/agents/echo", "SendMessage", EdgeFixture.text("x"))
                            .body())
                    .contains(why.text());
            Thread.sleep(BEHIND_A_WINDOW); // the window's length is the subject
        }
    }

    @Test
    void refusalsOfOneAgent_leaveTheLimitAsItIs_thoseOfTheMeshLowerIt() throws Exception {
        double before = limit();
        refusals(5, A2aException.busy("1000 messages wait for this agent", COME_AGAIN));
        refusals(2, new A2aException(A2aErrorCode.RATE_LIMITED, "too many follow-ups"));
        assertThat(limit()).isEqualTo(before);

        refusals(5, A2aException.retryable(A2aErrorCode.OVERLOADED, "The journal is full", COME_AGAIN));
        assertThat(limit()).isLessThan(before);
    }
}
