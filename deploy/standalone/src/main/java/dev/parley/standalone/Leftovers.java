package dev.parley.standalone;

import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.MeshRun;
import dev.parley.standalone.postgres.PostgresServer;
import dev.parley.standalone.redis.RedisServer;
import java.io.IOException;
import java.time.InstantSource;

/** What a killed mesh leaves running on its folder. */
public final class Leftovers {
    private Leftovers() {}

    /** Ends them; the caller holds the folder. True when there were any. */
    public static boolean end(DataFolder folder, InstantSource clock) throws IOException, InterruptedException {
        boolean redis = RedisServer.endLeftovers(folder, clock);
        boolean postgres = PostgresServer.endLeftovers(folder, clock);
        MeshRun.delete(folder.root());
        return redis || postgres;
    }
}
