package dev.parley.router.outbound;

import com.google.protobuf.Message;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcCalls;
import dev.parley.router.http.AgentHttpClient;
import dev.parley.router.http.AgentHttpClient.Accept;
import dev.parley.router.http.AgentSilence;
import dev.parley.router.http.HttpFailure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** JSON-RPC requests to agents. Safe for concurrent use. */
@Singleton
final class AgentRpc {
    private final AgentHttpClient http;
    private final OutboundConfig config;
    private final InstantSource clock;
    private final AtomicLong nextId = new AtomicLong(1);

    AgentRpc(AgentHttpClient http, OutboundConfig config, InstantSource clock) {
        this.http = http;
        this.config = config;
        this.clock = clock;
    }

    /** Sends the request; what comes back is read from the answer. */
    AgentAnswer open(AgentEndpoint endpoint, A2aMethod method, Message params) {
        String id = "r" + nextId.getAndIncrement();
        byte[] body = JsonRpcCalls.request(id, endpoint.version(), method, params);
        Accept accept = method.streaming() ? Accept.EVENT_STREAM : Accept.JSON;
        return new AgentAnswer(
                http.post(endpoint.uri(), body, accept, endpoint.version()),
                method,
                id,
                endpoint,
                config.maxAnswerBytes());
    }

    /** By the clock that deadlines are kept by. */
    Instant now() {
        return clock.instant();
    }

    /**
     * One request, one result.
     *
     * @param timeout from now to the last byte
     * @throws CallFailed with whatever went wrong
     */
    Message ask(AgentEndpoint endpoint, A2aMethod method, Message params, Duration timeout)
            throws CallFailed, InterruptedException {
        Instant deadline = clock.instant().plus(timeout);
        try (AgentAnswer answer = open(endpoint, method, params)) {
            Message result = answer.next(() -> Duration.between(clock.instant(), deadline));
            if (result == null) {
                throw new CallFailed(new CallOutcome.Broken(
                        "the agent ended its answer to " + method.wireName() + " before its result"));
            }
            return result;
        } catch (HttpFailure e) {
            throw new CallFailed(
                    e.sent() ? new CallOutcome.Broken(e.reason()) : new CallOutcome.NotStarted(e.reason()));
        } catch (AgentSilence e) {
            throw new CallFailed(new CallOutcome.Silent(
                    "the agent did not answer " + method.wireName() + " within " + timeout.toMillis() + " ms"));
        }
    }
}
