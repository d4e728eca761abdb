package dev.parley.mesh;

import dev.parley.standalone.Infrastructure;
import dev.parley.standalone.Infrastructure.Ready;
import dev.parley.standalone.StandaloneConfig;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.StartRefused;
import dev.parley.standalone.postgres.Database;
import dev.parley.standalone.postgres.Durability;
import dev.parley.standalone.process.Listening;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** PostgreSQL and Redis of a mesh: started here, on another of its hosts, or the user's. */
final class Stores {
    // as long as the host that starts them may take for a whole start
    private static final Duration THERE_WITHIN = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(500);

    private Stores() {}

    /** Begins starting or awaiting them on the executor's threads and returns at once. */
    static Infrastructure begin(DataFolder folder, MeshConfig config, Patience patience, Executor threads) {
        StandaloneConfig base = config.base();
        if (config.onHost().isEmpty()) {
            return Infrastructure.begin(folder, base, patience.clock(), threads);
        }
        OnHost here = config.onHost().get();
        Hosts hosts = here.hosts();
        boolean own = base.databaseUrl().isPresent() && base.redisUrl().isPresent();
        boolean none = base.databaseUrl().isEmpty() && base.redisUrl().isEmpty();
        if (hosts.stores().isPresent() ? !none : !own) {
            throw new StartRefused("The file of hosts says " + (hosts.stores().isPresent() ? "" : "no ")
                    + "\"stores\" (expected: that, or --database-url and --redis-url on every host)");
        }
        if (own) {
            return Infrastructure.begin(folder, base, patience.clock(), threads);
        }
        CommonSecrets.require(folder);
        String host = hosts.stores().orElseThrow().address();
        return here.here().stores()
                ? Infrastructure.begin(
                        folder,
                        base,
                        new Listening(host, hosts.postgresPort(), hosts.addresses()),
                        new Listening(host, hosts.redisPort(), hosts.addresses()),
                        patience.clock(),
                        threads)
                : elsewhere(folder, here, host, patience, threads);
    }

    private static Infrastructure elsewhere(
            DataFolder folder, OnHost here, String host, Patience patience, Executor threads) {
        String name = here.hosts().stores().orElseThrow().name();
        String postgres = host + ":" + here.hosts().postgresPort();
        String redis = host + ":" + here.hosts().redisPort();
        Database database = new Database(
                "jdbc:postgresql://" + postgres + "/postgres",
                "parley",
                folder.secret("postgres"),
                "on host " + name + ", " + postgres);
        Ready<Database> there = new Ready<>(database, database.description(), () -> {});
        return Infrastructure.elsewhere(
                here.needsStores()
                        ? Infrastructure.run(threads, () -> {
                            await(database, patience);
                            return there;
                        })
                        : CompletableFuture.completedFuture(there),
                new Ready<>(
                        "redis://:" + folder.secret("redis") + "@" + redis,
                        "on host " + name + ", " + redis,
                        () -> {}));
    }

    /** Its host may be started later than this one; a server that answers with a refusal will not change its mind. */
    private static void await(Database database, Patience patience) throws InterruptedException {
        Instant end = patience.end(THERE_WITHIN);
        while (true) {
            try {
                Durability.require(database);
                return;
            } catch (StartRefused refused) {
                if (!isAway(refused) || !patience.lasts(end)) {
                    throw refused;
                }
                Thread.sleep(POLL);
            }
        }
    }

    /** Nobody answers there, or a server that is starting or ending: SQLSTATE classes 08 and 57P. */
    static boolean isAway(StartRefused refused) {
        return refused.getCause() instanceof SQLException cause
                && cause.getSQLState() != null
                && (cause.getSQLState().startsWith("08") || cause.getSQLState().startsWith("57P"));
    }
}
