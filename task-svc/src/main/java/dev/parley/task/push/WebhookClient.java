package dev.parley.task.push;

import dev.parley.kit.tracing.TraceContexts;
import dev.parley.kit.tracing.Tracing;
import dev.parley.task.journal.Webhook;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Posts to webhooks, only to addresses that the guard has seen. No redirects, no cookies, no proxy, nothing sent twice, and of
 * an answer only its status and Retry-After are used. Blocks; safe for concurrent use.
 */
public final class WebhookClient implements AutoCloseable {
    static final String TOKEN = "X-A2A-Notification-Token";
    /** The same for every attempt at one delivery, so that a receiver can tell a repetition; named as Standard Webhooks does. */
    static final String DELIVERY_ID = "Webhook-Id";
    /** The number of the event, or of the last one that the task in the body holds. */
    static final String SEQUENCE = "Parley-Sequence";

    private static final int READ_BYTES = 8 * 1024;
    /** A name that has come so far was not looked at by the guard. */
    private static final DnsResolver NEVER = new DnsResolver() {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            throw new UnknownHostException("no name is looked up here");
        }

        @Override
        public String resolveCanonicalHostname(String host) throws UnknownHostException {
            throw new UnknownHostException("no name is looked up here");
        }
    };

    private final TargetGuard guard;
    private final Duration attemptTimeout;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final CloseableHttpClient http;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("push-deadlines").daemon().factory());

    public WebhookClient(TargetGuard guard, PushSettings settings, InstantSource clock, RandomGenerator random) {
        this.guard = guard;
        this.attemptTimeout = settings.attemptTimeout();
        this.clock = clock;
        this.random = random;
        Timeout whole = Timeout.ofMilliseconds(settings.attemptTimeout().toMillis());
        this.http = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(NEVER)
                        .setMaxConnTotal(settings.maxConcurrent())
                        .setMaxConnPerRoute(settings.maxPerHost())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.ofMilliseconds(
                                        settings.connectTimeout().toMillis()))
                                .setSocketTimeout(whole)
                                .setValidateAfterInactivity(TimeValue.ofMilliseconds(100))
                                .setTimeToLive(TimeValue.ofMinutes(1))
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(whole)
                        .setConnectionRequestTimeout(whole)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .setContentCompressionEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableConnectionState()
                .disableContentCompression()
                .evictExpiredConnections()
                .evictIdleConnections(TimeValue.ofSeconds(30))
                .setUserAgent("parley")
                .build();
    }

    /**
     * What is posted.
     *
     * @param id of the delivery, in an ASCII header
     */
    record Post(String id, long sequence, String contentType, byte[] body) {}

    Attempt post(Webhook webhook, Post what) throws InterruptedException {
        URI target = URI.create(webhook.url());
        return switch (guard.judge(target)) {
            case TargetGuard.Verdict.Closed closed -> new Attempt.Forbidden(closed.reason());
            case TargetGuard.Verdict.Unknown unknown -> new Attempt.Unanswered(unknown.reason());
            case TargetGuard.Verdict.Open open -> post(target, any(open.addresses()), webhook, what);
        };
    }

    private InetAddress any(List<InetAddress> addresses) {
        return addresses.get(random.nextInt(addresses.size()));
    }

    private Attempt post(URI target, InetAddress address, Webhook webhook, Post what) throws InterruptedException {
        HttpPost post = new HttpPost(target);
        post.setEntity(new ByteArrayEntity(what.body(), ContentType.create(what.contentType())));
        post.setHeader(DELIVERY_ID, what.id());
        post.setHeader(SEQUENCE, Long.toString(what.sequence()));
        if (!webhook.token().isEmpty()) {
            post.setHeader(TOKEN, webhook.token());
        }
        if (Tracing.isTraced()) {
            TraceContexts.write(Context.current(), post::setHeader);
        }
        if (webhook.scheme() != null) {
            post.setHeader(HttpHeaders.AUTHORIZATION, (webhook.scheme() + " " + webhook.credentials()).strip());
        }
        HttpHost at = new HttpHost(target.getScheme(), address, TargetGuard.hostOf(target), TargetGuard.portOf(target));
        ScheduledFuture<?> deadline =
                deadlines.schedule(post::cancel, attemptTimeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            ClassicHttpResponse response = http.executeOpen(at, post, HttpCoreContext.create());
            Attempt attempt = attempt(response);
            release(response, post);
            return attempt;
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("closing");
            }
            return new Attempt.Unanswered(post.isCancelled() ? "no answer in time" : reason(e));
        } finally {
            deadline.cancel(false);
        }
    }

    private Attempt attempt(ClassicHttpResponse response) {
        int status = response.getCode();
        return status / 100 == 2
                ? new Attempt.Taken(status)
                : new Attempt.Declined(status, retryAfter(response.getFirstHeader(HttpHeaders.RETRY_AFTER)));
    }

    private @Nullable Duration retryAfter(@Nullable Header header) {
        return header == null ? null : RetryAfter.parse(header.getValue(), clock.instant());
    }

    /** A connection whose answer was short is used again; one that goes on and on is closed. */
    private static void release(ClassicHttpResponse response, HttpPost post) {
        try {
            if (!isReadToItsEnd(response.getEntity())) {
                // closing alone would read all of it
                post.cancel();
            }
            response.close();
        } catch (IOException e) {
            // the status is there, and the rest says nothing
        }
    }

    private static boolean isReadToItsEnd(@Nullable HttpEntity entity) throws IOException {
        if (entity == null) {
            return true;
        }
        // not closed here, see above
        InputStream content = entity.getContent();
        return content == null || content.readNBytes(READ_BYTES).length < READ_BYTES;
    }

    /** In our words: what the target is told apart by is not for its owner to see. */
    private static String reason(IOException e) {
        return switch (e) {
            case ConnectTimeoutException timeout -> "no connection in time";
            case HttpHostConnectException refused -> "no connection";
            case ConnectException refused -> "no connection";
            case SocketTimeoutException timeout -> "no answer in time";
            case SSLException tls -> "TLS failed";
            case UnknownHostException unknown -> "host cannot be resolved";
            default -> "connection broke";
        };
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        http.close();
    }
}
