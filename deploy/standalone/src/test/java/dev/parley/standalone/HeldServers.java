package dev.parley.standalone;

import dev.parley.kit.programs.BinaryCache;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.StartRefused;
import dev.parley.standalone.postgres.PostgresServer;
import dev.parley.standalone.process.Listening;
import dev.parley.standalone.redis.RedisServer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/**
 * A program for tests: PostgreSQL and Redis on a folder, without the services. Prints one line when both serve, or why not.
 */
public final class HeldServers {
    private HeldServers() {}

    /** Arguments: data folder, cache folder. */
    public static void main(String[] args) throws Exception {
        InstantSource clock = InstantSource.system();
        BinaryCache cache = new BinaryCache(Path.of(args[1]));
        try (DataFolder folder = DataFolder.open(Path.of(args[0]));
                PostgresServer.Running postgres = PostgresServer.start(
                        folder, cache, Path.of("/nonexistent"), Listening.onLoopback(Ports.free()), clock);
                RedisServer.Running redis =
                        RedisServer.start(folder, cache, Listening.onLoopback(Ports.free()), clock)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                redis.close();
                postgres.close();
            }));
            System.out.println("serving " + postgres.process().pid() + " "
                    + redis.process().pid() + " " + postgres.database().url());
            new CountDownLatch(1).await();
        } catch (StartRefused e) {
            System.out.println("refused " + e.getMessage());
        }
    }
}
