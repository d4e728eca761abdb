package dev.parley.task.postgres;

import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections to the service's database that are one thread's own for good, and so belong to no pool. */
@Singleton
public final class OwnConnections {
    private static final int CONNECT_SECONDS = 2;

    private final String url;
    private final String user;
    private final String password;

    OwnConnections(
            @Value("${datasources.default.url}") String url,
            @Value("${datasources.default.username}") String user,
            @Value("${datasources.default.password}") String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    /**
     * @param use as the database shows it
     * @param socketSeconds without a word from the database, after which a connection counts as broken
     */
    public DataSource opened(String use, int socketSeconds) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        source.setPassword(password);
        source.setApplicationName(use);
        source.setPrepareThreshold(1);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(socketSeconds);
        return source;
    }
}
