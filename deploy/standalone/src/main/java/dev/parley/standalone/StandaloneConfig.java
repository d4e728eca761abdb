package dev.parley.standalone;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How a mesh in one process is started.
 *
 * @param cacheFolder where programs that travel in jars are unpacked; shared by all meshes of a user
 * @param httpPort the edge's port on 127.0.0.1; 0 picks a free one, as for the other ports
 * @param grpcPort port of A2A over gRPC; 0: a free one
 * @param databaseUrl a PostgreSQL of one's own, as {@code Database.parse} takes it; empty: the embedded one
 * @param redisUrl a Redis of one's own, {@code redis://} or {@code rediss://}; empty: the embedded one
 * @param fetchPgVector fetch pgvector for the embedded PostgreSQL when it is not there
 * @param settings configuration keys for all services, over everything else
 */
public record StandaloneConfig(
        Path cacheFolder,
        int httpPort,
        int grpcPort,
        int managementPort,
        Optional<String> databaseUrl,
        Optional<String> redisUrl,
        boolean fetchPgVector,
        Map<String, String> settings) {
    public static final int HTTP_PORT = 8080;
    public static final int GRPC_PORT = 50_051;
    public static final int MANAGEMENT_PORT = 8090;

    public StandaloneConfig {
        settings = Map.copyOf(settings);
    }

    /** Everything embedded, on the default ports. */
    public static StandaloneConfig embedded(Path cacheFolder) {
        return new StandaloneConfig(
                cacheFolder, HTTP_PORT, GRPC_PORT, MANAGEMENT_PORT, Optional.empty(), Optional.empty(), true, Map.of());
    }

    public StandaloneConfig withPorts(int http, int grpc, int management) {
        return new StandaloneConfig(
                cacheFolder, http, grpc, management, databaseUrl, redisUrl, fetchPgVector, settings);
    }

    public StandaloneConfig withServers(Optional<String> database, Optional<String> redis) {
        return new StandaloneConfig(
                cacheFolder, httpPort, grpcPort, managementPort, database, redis, fetchPgVector, settings);
    }

    public StandaloneConfig withPgVector(boolean fetch) {
        return new StandaloneConfig(
                cacheFolder, httpPort, grpcPort, managementPort, databaseUrl, redisUrl, fetch, settings);
    }

    public StandaloneConfig withSettings(Map<String, String> values) {
        return new StandaloneConfig(
                cacheFolder, httpPort, grpcPort, managementPort, databaseUrl, redisUrl, fetchPgVector, values);
    }
}
