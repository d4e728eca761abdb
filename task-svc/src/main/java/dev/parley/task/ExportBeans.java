package dev.parley.task;

import dev.parley.task.export.EventExport;
import dev.parley.task.export.EventSink;
import dev.parley.task.export.ExportConfig;
import dev.parley.task.export.TaskEventListener;
import dev.parley.task.postgres.Incarnation;
import dev.parley.task.postgres.PostgresOutbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/** Where events are told of outside. */
@Factory
final class ExportBeans {
    @Bean(preDestroy = "close")
    @Singleton
    EventExport eventExport(
            ExportConfig config,
            List<EventSink> sinks,
            List<TaskEventListener> listeners,
            DataSource dataSource,
            Incarnation incarnation,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry meters) {
        return new EventExport(
                config, sinks, listeners, new PostgresOutbox(dataSource, incarnation.id()), clock, random, meters);
    }
}
