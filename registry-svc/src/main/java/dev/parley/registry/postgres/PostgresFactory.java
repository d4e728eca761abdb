package dev.parley.registry.postgres;

import dev.parley.kit.health.Dependency;
import dev.parley.kit.jdbc.DatabaseDependency;
import io.micronaut.context.annotation.Factory;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Puts the database together: migrated first, then used. */
@Factory
final class PostgresFactory {
    @Singleton
    Database database(DataSource dataSource, TransactionOperations<Connection> transactions) {
        Flyway.configure()
                .dataSource(dataSource)
                .schemas("registry")
                .locations("classpath:db/migration/registry")
                .load()
                .migrate();
        return new Database(transactions);
    }

    @Singleton
    PostgresAgentStore agents(Database database, AgentRows agents, CardRows cards) {
        return new PostgresAgentStore(database, agents, cards);
    }

    @Singleton
    PostgresSkillVectors vectors(Database database) {
        return new PostgresSkillVectors(database);
    }

    @Singleton
    Dependency postgres(DataSource dataSource) {
        return new DatabaseDependency(dataSource, true);
    }
}
