package dev.parley.embed.vectors;

import dev.parley.embed.EmbedConfig;
import dev.parley.embed.model.MiniLm;
import dev.parley.embed.model.TokenizedText;
import dev.parley.kit.health.Dependency;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs the model on a few platform threads of its own: native code pins a virtual thread's carrier, and a batch would
 * hold up everything else on it. The model loads in the background from the start on; early callers wait for it.
 */
@Context
final class ModelRunner implements Dependency {
    static final int MAX_ROWS_PER_RUN = 32;
    static final int MAX_TOKENS_PER_RUN = 2048;

    private final CompletableFuture<MiniLm> model = new CompletableFuture<>();
    private final ExecutorService workers;
    private final MeterRegistry meters;
    private final Timer runs;

    ModelRunner(EmbedConfig config, MeterRegistry meters) {
        this.workers = new ThreadPoolExecutor(
                config.workers(),
                config.workers(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(config.maxQueuedRuns()),
                Thread.ofPlatform().daemon().name("embed-", 0).factory());
        this.meters = meters;
        this.runs = Timer.builder("parley.embed.run")
                .description("Time of one run of the model")
                .publishPercentileHistogram()
                .register(meters);
        workers.execute(this::load);
    }

    private void load() {
        try {
            model.complete(MiniLm.load());
        } catch (RuntimeException | LinkageError e) {
            model.completeExceptionally(e);
        }
    }

    /**
     * The vector of each text; waits for it. Texts are sorted by length and run in pieces, one piece queued after the other,
     * so that a short question never waits for the whole of somebody's large batch.
     *
     * @throws A2aException OVERLOADED when too much is queued already
     */
    Map<String, float[]> encode(Collection<? extends String> texts) {
        MiniLm loaded = model.join();
        List<TokenizedText> sorted = texts.stream()
                .map(text -> loaded.tokenize(text))
                .sorted(Comparator.comparingInt(TokenizedText::length))
                .toList();
        Map<String, float[]> vectors = new HashMap<>();
        for (List<TokenizedText> piece : pieces(sorted)) {
            List<float[]> encoded = run(loaded, piece);
            for (int i = 0; i < piece.size(); i++) {
                vectors.put(piece.get(i).text(), encoded.get(i));
            }
        }
        return vectors;
    }

    private List<float[]> run(MiniLm loaded, List<TokenizedText> piece) {
        try {
            return CompletableFuture.supplyAsync(
                            () -> {
                                Timer.Sample sample = Timer.start(meters);
                                List<float[]> vectors = loaded.encode(piece);
                                sample.stop(runs);
                                return vectors;
                            },
                            workers)
                    .join();
        } catch (RejectedExecutionException e) {
            throw A2aException.retryable(
                    A2aErrorCode.OVERLOADED, "Too many texts wait for the model", Duration.ofSeconds(1));
        }
    }

    static List<List<TokenizedText>> pieces(List<TokenizedText> sortedByLength) {
        List<List<TokenizedText>> pieces = new ArrayList<>();
        List<TokenizedText> piece = new ArrayList<>();
        for (TokenizedText text : sortedByLength) {
            boolean full = piece.size() == MAX_ROWS_PER_RUN || (piece.size() + 1) * text.length() > MAX_TOKENS_PER_RUN;
            if (full && !piece.isEmpty()) {
                pieces.add(List.copyOf(piece));
                piece.clear();
            }
            piece.add(text);
        }
        if (!piece.isEmpty()) {
            pieces.add(List.copyOf(piece));
        }
        return pieces;
    }

    @Override
    public String name() {
        return "model";
    }

    @Override
    public boolean required() {
        return true;
    }

    @Override
    public String check() {
        if (!model.isDone()) {
            throw new IllegalStateException("loading");
        }
        model.join();
        return MiniLm.ID;
    }

    @PreDestroy
    void stop() throws InterruptedException {
        workers.shutdownNow();
        if (workers.awaitTermination(5, TimeUnit.SECONDS) && model.isDone() && !model.isCompletedExceptionally()) {
            model.join().close();
        }
    }
}
