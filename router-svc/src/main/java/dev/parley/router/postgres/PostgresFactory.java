package dev.parley.router.postgres;

import dev.parley.kit.health.Dependency;
import dev.parley.kit.jdbc.DatabaseDependency;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** The database of decisions, as health sees it; the router routes without it. */
@Factory
final class PostgresFactory {
    @Singleton
    Dependency postgres(DataSource dataSource) {
        return new DatabaseDependency(dataSource, false);
    }
}
