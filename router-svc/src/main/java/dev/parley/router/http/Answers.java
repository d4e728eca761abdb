package dev.parley.router.http;

import dev.parley.router.egress.EnvoyAnswered;
import dev.parley.router.egress.EnvoyReply;
import io.netty.buffer.ByteBuf;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.util.retry.Retry;

/** Feeds an exchange with the agent's answer, and never with Envoy's own. */
final class Answers {
    private Answers() {}

    static void direct(HttpClient.ResponseReceiver<?> request, HttpExchange exchange) {
        request.response((response, received) -> {
                    exchange.headArrived(response);
                    return received;
                })
                .subscribe(exchange.feed());
    }

    /** Asks again for a moment where Envoy does not know the cluster: it may be new. */
    static void throughEnvoy(HttpClient.ResponseReceiver<?> request, HttpExchange exchange) {
        request.response((response, received) -> agentsOwn(response, received, exchange))
                .retryWhen(Retry.fixedDelay(EnvoyReply.ASK_AGAIN, EnvoyReply.ASK_AGAIN_AFTER)
                        .filter(Answers::isUnknownCluster)
                        .doBeforeRetry(signal -> exchange.nothingWentOut())
                        .onRetryExhaustedThrow((spec, signal) -> signal.failure()))
                .subscribe(exchange.feed());
    }

    private static Publisher<ByteBuf> agentsOwn(
            HttpClientResponse response, ByteBufFlux received, HttpExchange exchange) {
        String flags = response.responseHeaders().get(EnvoyReply.HEADER);
        String reason = response.responseHeaders().get(EnvoyReply.REASON_HEADER);
        if (flags == null) {
            exchange.headArrived(response);
            return received;
        }
        return received.aggregate()
                .asString()
                .defaultIfEmpty("")
                .flatMap(text -> EnvoyReply.of(flags, reason, text)
                        .<Mono<ByteBuf>>map(reply -> Mono.error(new EnvoyAnswered(reply)))
                        .orElse(Mono.empty()))
                .flux();
    }

    private static boolean isUnknownCluster(Throwable failure) {
        return failure instanceof EnvoyAnswered answered && answered.reply().isUnknownCluster();
    }
}
