package dev.parley.embed.vectors;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.embed.EmbedConfig;
import dev.parley.embed.model.MiniLm;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Vectors of texts, kept by text and computed once however many ask for the same text at the same time. Callers wait on
 * their own thread. Safe for concurrent use; the arrays are shared, so nobody may write to them.
 */
@Singleton
public final class Embedder {
    /** Texts a call may bring. */
    public static final int MAX_TEXTS = 256;

    /** UTF-8 bytes a text may have: 1 MiB. */
    public static final int MAX_TEXT_BYTES = 1 << 20;

    private final ModelRunner runner;
    private final AsyncCache<String, float[]> vectors;
    // computing goes on when the caller that began it leaves, for others may wait for the same text
    private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();

    Embedder(ModelRunner runner, EmbedConfig config, MeterRegistry meters) {
        this.runner = runner;
        this.vectors = Caffeine.newBuilder()
                .maximumWeight(config.cacheBytes())
                .<String, float[]>weigher((text, vector) -> 2 * text.length() + 4 * vector.length + 128)
                .recordStats()
                .buildAsync();
        CaffeineCacheMetrics.monitor(meters, vectors, "parley.embed.vectors");
    }

    /** The id of the model that makes the vectors. */
    public String model() {
        return MiniLm.ID;
    }

    /**
     * One unit vector a text, in order.
     *
     * @param atMost how long to wait; what was begun goes on and is kept
     * @throws A2aException INVALID_PARAMS for too many or too long texts, OVERLOADED, DEADLINE_EXCEEDED
     */
    public List<float[]> embed(List<String> texts, Duration atMost) throws InterruptedException {
        check(texts);
        CompletableFuture<Map<String, float[]>> found = vectors.getAll(
                texts, (missing, ignored) -> CompletableFuture.supplyAsync(() -> runner.encode(missing), waiting));
        try {
            Map<String, float[]> byText = found.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return texts.stream().map(byText::get).toList();
        } catch (TimeoutException e) {
            throw new A2aException(
                    A2aErrorCode.DEADLINE_EXCEEDED, "No vector within " + atMost.toMillis() + " ms (expected: sooner)");
        } catch (ExecutionException e) {
            throw asA2a(e);
        }
    }

    private static RuntimeException asA2a(ExecutionException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof A2aException known) {
                return known;
            }
        }
        return new IllegalStateException(failure.getCause());
    }

    private static void check(List<String> texts) {
        if (texts.size() > MAX_TEXTS) {
            throw A2aException.invalidParams("$.texts", texts.size() + " texts (expected: at most " + MAX_TEXTS + ")");
        }
        for (int i = 0; i < texts.size(); i++) {
            // a char is at most three bytes, so most texts need no encoding to be judged
            String text = texts.get(i);
            if (3L * text.length() > MAX_TEXT_BYTES) {
                int bytes = text.getBytes(StandardCharsets.UTF_8).length;
                if (bytes > MAX_TEXT_BYTES) {
                    throw A2aException.invalidParams(
                            "$.texts[" + i + "]", bytes + " bytes (expected: at most " + MAX_TEXT_BYTES + ")");
                }
            }
        }
    }

    @PreDestroy
    void stop() {
        waiting.shutdownNow();
    }
}
