package dev.parley.task;

import dev.parley.kit.ids.UuidV7;
import dev.parley.task.deadletter.DeadLetters;
import dev.parley.task.deadletter.LetterGauge;
import dev.parley.task.deadletter.Redrive;
import dev.parley.task.deadletter.Redriving;
import dev.parley.task.history.ResumeLog;
import dev.parley.task.history.TaskHistories;
import dev.parley.task.postgres.Incarnation;
import dev.parley.task.postgres.PostgresHistoryStore;
import dev.parley.task.postgres.PostgresJournalStore;
import dev.parley.task.postgres.PostgresLetterStore;
import dev.parley.task.postgres.PostgresPushStore;
import dev.parley.task.postgres.Schema;
import dev.parley.task.push.PushConfigs;
import dev.parley.task.retention.Horizon;
import dev.parley.task.running.Tasks;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import javax.sql.DataSource;

/** What could not be delivered, and what happened to tasks. */
@Factory
final class LetterBeans {
    @Singleton
    PostgresLetterStore letterStore(DataSource dataSource, Schema schema, Incarnation incarnation) {
        return new PostgresLetterStore(dataSource, incarnation.id());
    }

    @Singleton
    Redrive redrive(PostgresJournalStore journal, Tasks tasks, PushConfigs webhooks, UuidV7 ids) {
        return new Redrive(journal, tasks, webhooks, ids);
    }

    @Singleton
    DeadLetters deadLetters(PostgresLetterStore store, Redrive redrive, PostgresPushStore webhooks) {
        return new DeadLetters(store, redrive, webhooks);
    }

    @Singleton
    Redriving redriving(DeadLetters letters, PostgresLetterStore store, Redrive redrive) {
        return new Redriving(letters, store, redrive);
    }

    @Context
    @Bean(preDestroy = "close")
    LetterGauge letterGauge(PostgresLetterStore store, MeterRegistry meters) {
        return new LetterGauge(store, meters);
    }

    @Singleton
    PostgresHistoryStore historyStore(DataSource dataSource, Schema schema) {
        return new PostgresHistoryStore(dataSource);
    }

    @Bean(preDestroy = "close")
    @Singleton
    ResumeLog resumeLog(PostgresHistoryStore store, InstantSource clock, MeterRegistry meters) {
        return new ResumeLog(store, clock, meters);
    }

    @Singleton
    TaskHistories histories(
            PostgresJournalStore journal, PostgresHistoryStore store, PostgresPushStore webhooks, Horizon horizon) {
        return new TaskHistories(journal, store, webhooks, horizon);
    }
}
