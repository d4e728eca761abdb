package dev.parley.router.outbound;

import com.google.protobuf.Message;
import dev.parley.router.agent.AgentSilence;
import dev.parley.router.agent.ConnectionFailure;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One agent's answer to one operation as it arrives, in 1.0's words. Used by one thread; closing it ends the exchange with the
 * agent unless the answer was read to its end.
 */
public interface AgentAnswer extends AutoCloseable {
    /**
     * Waits for the next result: of the type that the operation names, or SendMessageResponse where an agent answered a streamed
     * operation with a single result.
     *
     * @param silence how long to wait for each sign of life
     * @return null when the answer has ended
     * @throws CallFailed REFUSED, NOT_STARTED by a declared status, or BROKEN by garbage and size
     * @throws ConnectionFailure when the connection did not come about or broke
     */
    @Nullable
    Message next(Supplier<Duration> silence) throws CallFailed, ConnectionFailure, AgentSilence, InterruptedException;

    @Override
    void close();
}
