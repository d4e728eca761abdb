package dev.parley.router.postgres;

import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The schema {@code router}, brought up to date when this is made. Whoever needs its tables takes it as an argument. */
@Singleton
final class RouterSchema {
    private final DataSource database;

    RouterSchema(DataSource database) {
        this.database = database;
        Flyway.configure(RouterSchema.class.getClassLoader())
                .dataSource(database)
                .schemas("router")
                .locations("classpath:db/migration/router")
                .load()
                .migrate();
    }

    DataSource database() {
        return database;
    }
}
