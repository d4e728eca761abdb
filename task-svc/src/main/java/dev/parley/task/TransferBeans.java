package dev.parley.task;

import dev.parley.task.deadletter.Redrive;
import dev.parley.task.export.ExportConfig;
import dev.parley.task.history.TaskHistories;
import dev.parley.task.postgres.Incarnation;
import dev.parley.task.postgres.PostgresHistoryStore;
import dev.parley.task.postgres.PostgresPushStore;
import dev.parley.task.postgres.PostgresReplayStore;
import dev.parley.task.postgres.PostgresTaskFileStore;
import dev.parley.task.replay.Replays;
import dev.parley.task.retention.Horizon;
import dev.parley.task.retention.RetentionConfig;
import dev.parley.task.running.Admission;
import dev.parley.task.running.RunConfig;
import dev.parley.task.taskfile.Exports;
import dev.parley.task.taskfile.ImportWindow;
import dev.parley.task.taskfile.Imports;
import dev.parley.task.taskfile.TaskFileConfig;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import javax.sql.DataSource;

/** Puts together what is done with tasks that have ended. */
@Factory
final class TransferBeans {
    @Singleton
    Replays replays(DataSource dataSource, TaskHistories histories, Redrive redrive) {
        return new Replays(histories, new PostgresReplayStore(dataSource), redrive);
    }

    @Singleton
    PostgresTaskFileStore taskFileStore(DataSource dataSource, Incarnation incarnation, ExportConfig export) {
        return new PostgresTaskFileStore(dataSource, incarnation.id(), export.enabled());
    }

    @Singleton
    Exports exports(
            TaskHistories histories, PostgresTaskFileStore store, PostgresPushStore webhooks, InstantSource clock) {
        return new Exports(histories, store, webhooks, clock);
    }

    @Singleton
    ImportWindow importWindow(RetentionConfig retention, Horizon horizon, InstantSource clock) {
        return new ImportWindow(retention, horizon, clock);
    }

    @Singleton
    Imports imports(
            PostgresTaskFileStore store,
            PostgresHistoryStore tasks,
            ImportWindow window,
            Admission admission,
            TaskFileConfig files,
            RunConfig config,
            InstantSource clock) {
        return new Imports(store, tasks, window, admission, files, config.maxTaskBytes(), clock);
    }
}
