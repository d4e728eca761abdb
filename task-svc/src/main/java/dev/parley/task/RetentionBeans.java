package dev.parley.task;

import dev.parley.task.postgres.PostgresDays;
import dev.parley.task.postgres.Schema;
import dev.parley.task.retention.Horizon;
import dev.parley.task.retention.RetentionConfig;
import dev.parley.task.retention.RetentionKeeper;
import dev.parley.task.running.RunConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import javax.sql.DataSource;

/** How long tasks are kept. */
@Factory
final class RetentionBeans {
    @Bean(preDestroy = "close")
    @Singleton
    PartitionKeeper partitionKeeper(Schema schema) {
        return new PartitionKeeper(schema);
    }

    @Singleton
    Horizon horizon() {
        return new Horizon();
    }

    @Bean(preDestroy = "close")
    @Singleton
    RetentionKeeper retentionKeeper(
            DataSource dataSource,
            Schema schema,
            RetentionConfig retention,
            RunConfig config,
            Horizon horizon,
            InstantSource clock,
            MeterRegistry meters) {
        retention.requireAtLeast(config.onceWindow());
        return new RetentionKeeper(new PostgresDays(dataSource), retention, horizon, clock, meters);
    }
}
