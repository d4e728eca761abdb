package dev.parley.registry.health;

import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.dialect.ProtocolBinding;
import dev.parley.proto.error.A2aException;
import dev.parley.registry.agent.RegisteredAgent;
import dev.parley.registry.agent.Registration;
import dev.parley.registry.card.CardFetcher;
import dev.parley.registry.card.Fetched;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at an agent: at its card when it came from a URL, else at its first interface over HTTP, else at its gRPC address. An
 * answer with a status below 500 is a sign of life, whatever it says: an endpoint for POST answers a GET with 405. Of a gRPC
 * address a connection is enough.
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
        Optional<String> url = webUrl(agent);
        if (url.isEmpty()) {
            return connect(agent);
        }
        CardFetcher.Answer<String> answer = fetcher.knock(url.get(), timeout);
        if (answer.response() == null) {
            return answer.failure();
        }
        int status = answer.response().statusCode();
        return status < 500 ? "" : "answered " + status + " (expected: less than 500)";
    }

    private static Optional<String> webUrl(RegisteredAgent agent) {
        if (!agent.held().url().isEmpty()) {
            return Optional.of(agent.held().url());
        }
        return interfaces(agent, binding -> binding != ProtocolBinding.GRPC)
                .map(AgentInterface::getUrl)
                .findFirst();
    }

    private static Stream<AgentInterface> interfaces(RegisteredAgent agent, Predicate<ProtocolBinding> wanted) {
        return agent.held().card().getSupportedInterfacesList().stream()
                .filter(each -> ProtocolBinding.of(each.getProtocolBinding())
                        .filter(wanted)
                        .isPresent());
    }

    private String connect(RegisteredAgent agent) {
        URI address = interfaces(agent, binding -> binding == ProtocolBinding.GRPC)
                .flatMap(each -> ProtocolBinding.GRPC.address(each.getUrl()).stream())
                .findFirst()
                .orElseThrow();
        int port = address.getPort() >= 0 ? address.getPort() : "https".equals(address.getScheme()) ? 443 : 80;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), port), Math.toIntExact(timeout.toMillis()));
            return "";
        } catch (UnknownHostException e) {
            return "the host name is not known";
        } catch (SocketTimeoutException e) {
            return "no connection within " + timeout.toMillis() + " ms";
        } catch (IOException e) {
            return "connection refused";
        }
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
