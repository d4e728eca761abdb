package dev.parley.task;

import dev.parley.kit.tracing.Tracing;
import dev.parley.task.postgres.Incarnation;
import dev.parley.task.postgres.PostgresJournalStore;
import dev.parley.task.postgres.PostgresPushStore;
import dev.parley.task.push.FailingGauge;
import dev.parley.task.push.PushConfigs;
import dev.parley.task.push.PushSender;
import dev.parley.task.push.PushSettings;
import dev.parley.task.push.TargetGuard;
import dev.parley.task.push.WebhookClient;
import dev.parley.task.push.WebhookRules;
import dev.parley.task.running.LiveTasks;
import dev.parley.task.running.PushedTasks;
import dev.parley.task.running.TaskFeed;
import dev.parley.task.running.Tasks;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/** Webhooks: their configurations and who calls them. */
@Factory
final class PushBeans {
    @Singleton
    PushedTasks pushedTasks() {
        return new PushedTasks();
    }

    @Singleton
    PostgresPushStore pushStore(DataSource dataSource, Incarnation incarnation) {
        return new PostgresPushStore(dataSource, incarnation.id());
    }

    @Bean(preDestroy = "close")
    @Singleton
    TargetGuard targetGuard(PushSettings settings) {
        return new TargetGuard(settings);
    }

    @Singleton
    WebhookRules webhookRules(TargetGuard guard, PostgresPushStore store, PushSettings settings) {
        return new WebhookRules(guard, store, settings);
    }

    @Bean(preDestroy = "close")
    @Singleton
    WebhookClient webhookClient(TargetGuard guard, PushSettings settings, InstantSource clock, RandomGenerator random) {
        return new WebhookClient(guard, settings, clock, random);
    }

    @Bean(preDestroy = "close")
    @Singleton
    PushSender pushSender(
            PostgresPushStore webhooks,
            PostgresJournalStore store,
            LiveTasks live,
            WebhookClient client,
            PushedTasks pushed,
            PushSettings settings,
            Tracing tracing,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry meters) {
        return new PushSender(
                webhooks, new TaskFeed(store, live), client, pushed, settings, tracing, clock, random, meters);
    }

    @Context
    @Bean(preDestroy = "close")
    FailingGauge failingGauge(PostgresPushStore webhooks, MeterRegistry meters) {
        return new FailingGauge(webhooks, meters);
    }

    @Singleton
    PushConfigs pushConfigs(Tasks tasks, LiveTasks live, PostgresPushStore store, WebhookRules rules) {
        return new PushConfigs(tasks, live, store, rules);
    }
}
