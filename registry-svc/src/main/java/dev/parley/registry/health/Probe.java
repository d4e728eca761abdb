package dev.parley.registry.health;

import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.error.A2aException;
import dev.parley.registry.agent.RegisteredAgent;
import dev.parley.registry.agent.Registration;
import dev.parley.registry.card.CardFetcher;
import dev.parley.registry.card.Fetched;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at an agent: at its card when it came from a URL, else at its first http interface. An answer with a status
 * below 500 is a sign of life, whatever it says: an endpoint for POST answers a GET with 405.
 */
final class Probe {
    private static final Logger log = LoggerFactory.getLogger(Probe.class);

    private final CardFetcher fetcher;
    private final Registration registration;
    private final Duration timeout;

    Probe(CardFetcher fetcher, Registration registration, Duration timeout) {
        this.fetcher = fetcher;
        this.registration = registration;
        this.timeout = timeout;
    }

    /** Returns why there is no sign of life; empty when there is one. */
    String knock(RegisteredAgent agent) throws InterruptedException {
        CardFetcher.Answer<String> answer = fetcher.knock(target(agent), timeout);
        if (answer.response() == null) {
            return answer.failure();
        }
        int status = answer.response().statusCode();
        return status < 500 ? "" : "answered " + status + " (expected: less than 500)";
    }

    private static String target(RegisteredAgent agent) {
        if (!agent.held().url().isEmpty()) {
            return agent.held().url();
        }
        return agent.held().card().getSupportedInterfacesList().stream()
                .map(AgentInterface::getUrl)
                .filter(url -> url.startsWith("http"))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Compares the card with what the agent serves now, and takes over a new one. One that cannot be fetched or is not valid
     * changes nothing: the last good card stays.
     *
     * @return as {@link #knock}
     */
    String lookAtCard(RegisteredAgent agent) throws InterruptedException {
        return switch (fetcher.fetch(agent.held().url(), agent.held().etag())) {
            case Fetched.Card card -> {
                renew(agent, card);
                yield "";
            }
            case Fetched.Unchanged unchanged -> {
                registration.confirmCard(agent.key());
                yield "";
            }
            // it may be alive without its card
            case Fetched.Unreachable unreachable -> knock(agent);
        };
    }

    private void renew(RegisteredAgent agent, Fetched.Card card) {
        try {
            long version = agent.held().version();
            RegisteredAgent renewed = registration.renewCard(agent.key(), card);
            if (renewed.held().version() != version) {
                log.atInfo().addKeyValue("agent_id", agent.key()).log("agent has a new card");
            }
        } catch (A2aException e) {
            log.atWarn()
                    .addKeyValue("agent_id", agent.key())
                    .addKeyValue("reason", e.text())
                    .log("agent serves a card that is not valid, the last good one stays");
        }
    }
}
