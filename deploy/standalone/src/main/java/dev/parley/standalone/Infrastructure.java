package dev.parley.standalone;

import dev.parley.kit.programs.BinaryCache;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.StartRefused;
import dev.parley.standalone.postgres.Database;
import dev.parley.standalone.postgres.Durability;
import dev.parley.standalone.postgres.PgVector;
import dev.parley.standalone.postgres.PostgresServer;
import dev.parley.standalone.process.Listening;
import dev.parley.standalone.redis.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL and Redis, embedded or by URL, started side by side. */
public final class Infrastructure implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Infrastructure.class);
    private static final int PG_VECTOR_SECONDS = 5;

    /** A server to use, and how to end it where it is ours. */
    public record Ready<T>(T server, String description, Runnable end) {}

    private final CompletableFuture<Ready<Database>> postgres;
    private final CompletableFuture<Ready<String>> redis;
    private final CompletableFuture<Void> vectors;

    private Infrastructure(
            CompletableFuture<Ready<Database>> postgres,
            CompletableFuture<Ready<String>> redis,
            CompletableFuture<Void> vectors) {
        this.postgres = postgres;
        this.redis = redis;
        this.vectors = vectors;
    }

    /** Begins starting everything on the executor's threads and returns at once. */
    public static Infrastructure begin(
            DataFolder folder, StandaloneConfig config, InstantSource clock, Executor threads) {
        return begin(
                folder, config, Listening.onLoopback(Ports.free()), Listening.onLoopback(Ports.free()), clock, threads);
    }

    /** Both are in good hands on another machine: here they are neither started nor ended. */
    public static Infrastructure elsewhere(CompletableFuture<Ready<Database>> postgres, Ready<String> redis) {
        return new Infrastructure(
                postgres, CompletableFuture.completedFuture(redis), CompletableFuture.completedFuture(null));
    }

    /** As the other, with the places of those that are embedded. */
    public static Infrastructure begin(
            DataFolder folder,
            StandaloneConfig config,
            Listening postgres,
            Listening redis,
            InstantSource clock,
            Executor threads) {
        BinaryCache cache = new BinaryCache(config.cacheFolder());
        PgVector pgVector = new PgVector(cache);
        boolean fetch = config.fetchPgVector() && config.databaseUrl().isEmpty();
        return new Infrastructure(
                run(threads, () -> postgres(folder, config, cache, pgVector, postgres, clock)),
                run(threads, () -> redis(folder, config, cache, redis, clock)),
                fetch
                        // not one of the threads that the start waits for in the end
                        ? run(Thread.ofVirtual().name("pgvector")::start, pgVector::fetch)
                                // it goes on behind, for the next start
                                .completeOnTimeout(false, PG_VECTOR_SECONDS, TimeUnit.SECONDS)
                                .thenAccept(there -> log.atDebug()
                                        .addKeyValue("there", there)
                                        .log("pgvector"))
                        : CompletableFuture.completedFuture(null));
    }

    private static Ready<Database> postgres(
            DataFolder folder,
            StandaloneConfig config,
            BinaryCache cache,
            PgVector pgVector,
            Listening at,
            InstantSource clock)
            throws IOException, InterruptedException {
        if (config.databaseUrl().isPresent()) {
            Database database = externalDatabase(config.databaseUrl().get());
            Durability.require(database);
            return new Ready<>(database, database.description(), () -> {});
        }
        PostgresServer.Running server = PostgresServer.start(folder, cache, pgVector.folder(), at, clock);
        return new Ready<>(server.database(), server.database().description(), server::close);
    }

    private static Database externalDatabase(String url) {
        try {
            return Database.parse(url);
        } catch (IllegalArgumentException e) {
            throw new StartRefused(String.valueOf(e.getMessage()), e);
        }
    }

    private static Ready<String> redis(
            DataFolder folder, StandaloneConfig config, BinaryCache cache, Listening at, InstantSource clock)
            throws IOException, InterruptedException {
        if (config.redisUrl().isPresent()) {
            return new Ready<>(
                    config.redisUrl().get(), describeRedis(config.redisUrl().get()), () -> {});
        }
        RedisServer.Running server = RedisServer.start(folder, cache, at, clock);
        return new Ready<>(server.uri(), server.description(), server::close);
    }

    private static String describeRedis(String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getScheme() != null && uri.getScheme().startsWith("redis")) {
                String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
                return "external, " + authority.substring(authority.lastIndexOf('@') + 1);
            }
        } catch (IllegalArgumentException e) {
            // said below, without the URL: it may hold a password
        }
        throw new StartRefused("The Redis URL cannot be read (expected: redis://:PASSWORD@HOST:PORT or rediss://…)");
    }

    public CompletableFuture<Ready<Database>> postgres() {
        return postgres;
    }

    public CompletableFuture<Ready<String>> redis() {
        return redis;
    }

    /** The settings by which services reach both; they hold passwords. */
    public CompletableFuture<Map<String, String>> settings() {
        return postgres.thenCombine(
                redis,
                (database, cache) -> Map.of(
                        "datasources.default.url", database.server().url(),
                        "datasources.default.username", database.server().user(),
                        "datasources.default.password", database.server().password(),
                        "redis.uri", cache.server()));
    }

    /** Done when pgvector is there, cannot be had, or is not worth waiting for. */
    public CompletableFuture<Void> vectors() {
        return vectors;
    }

    /** Runs a task whose checked exceptions become the future's. */
    public static <T> CompletableFuture<T> run(Executor threads, Callable<T> task) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return task.call();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new CompletionException(e);
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                threads);
    }

    /** Ends what is ours, Redis first; waits for what is still starting. */
    @Override
    public void close() {
        redis.handle((ready, failure) -> ready).thenAccept(Infrastructure::end).join();
        postgres.handle((ready, failure) -> ready)
                .thenAccept(Infrastructure::end)
                .join();
    }

    private static void end(Ready<?> ready) {
        if (ready != null) {
            ready.end().run();
        }
    }
}
