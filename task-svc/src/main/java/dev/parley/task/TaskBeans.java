package dev.parley.task;

import dev.parley.kit.health.Dependency;
import dev.parley.kit.ids.UuidV7;
import dev.parley.kit.jdbc.DatabaseDependency;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.kit.rpc.ServiceAddresses;
import dev.parley.kit.tracing.Tracing;
import dev.parley.proto.router.v1.RouterServiceGrpc;
import dev.parley.task.journal.ClientTasks;
import dev.parley.task.journal.GroupCommit;
import dev.parley.task.postgres.Incarnation;
import dev.parley.task.postgres.PostgresClientTasks;
import dev.parley.task.postgres.PostgresJournalStore;
import dev.parley.task.postgres.PostgresPushStore;
import dev.parley.task.postgres.Schema;
import dev.parley.task.push.PushConfigs;
import dev.parley.task.push.PushSender;
import dev.parley.task.push.PushSettings;
import dev.parley.task.push.TargetGuard;
import dev.parley.task.push.WebhookClient;
import dev.parley.task.push.WebhookRules;
import dev.parley.task.running.Admission;
import dev.parley.task.running.Adoption;
import dev.parley.task.running.Authorizations;
import dev.parley.task.running.CancelRequests;
import dev.parley.task.running.Intake;
import dev.parley.task.running.LiveTasks;
import dev.parley.task.running.PushedTasks;
import dev.parley.task.running.Recovery;
import dev.parley.task.running.RouterRouting;
import dev.parley.task.running.RunConfig;
import dev.parley.task.running.TaskFeed;
import dev.parley.task.running.TaskSpans;
import dev.parley.task.running.Tasks;
import io.grpc.ManagedChannel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Puts the service together. Beans are closed in the reverse order of their making: calls first, the journal last. */
@Factory
final class TaskBeans {
    @Singleton
    Schema schema(DataSource dataSource, InstantSource clock) {
        Schema schema = new Schema(dataSource, clock);
        schema.migrate();
        return schema;
    }

    @Bean(preDestroy = "close")
    @Singleton
    PartitionKeeper partitionKeeper(Schema schema) {
        return new PartitionKeeper(schema);
    }

    @Bean(preDestroy = "close")
    @Singleton
    Incarnation incarnation(
            DataSource dataSource, Schema schema, UuidV7 ids, @Value("${parley.instance:task-0}") String instance) {
        return new Incarnation(dataSource, ids.next(), instance);
    }

    @Bean(preDestroy = "close")
    @Singleton
    PostgresJournalStore store(
            DataSource dataSource,
            Incarnation incarnation,
            @Value("${datasources.default.url}") String url,
            @Value("${datasources.default.username}") String user,
            @Value("${datasources.default.password}") String password) {
        PGSimpleDataSource writer = new PGSimpleDataSource();
        writer.setUrl(url);
        writer.setUser(user);
        writer.setPassword(password);
        writer.setApplicationName("parley-journal");
        writer.setPrepareThreshold(1);
        writer.setConnectTimeout(2);
        writer.setSocketTimeout(10);
        return new PostgresJournalStore(dataSource, writer, incarnation.id());
    }

    @Bean(preDestroy = "close")
    @Singleton
    GroupCommit journal(PostgresJournalStore store, InstantSource clock, MeterRegistry meters) {
        return new GroupCommit(store, clock, meters);
    }

    @Bean(preDestroy = "shutdownNow")
    @Singleton
    ManagedChannel router(ServiceAddresses addresses, Tracing tracing) {
        return RpcChannels.open(addresses.router(), tracing);
    }

    @Singleton
    RouterRouting routing(ManagedChannel router, PostgresJournalStore store) {
        return new RouterRouting(RouterServiceGrpc.newBlockingStub(router), store);
    }

    @Bean(preDestroy = "close")
    @Singleton
    LiveTasks live(
            PostgresJournalStore store,
            GroupCommit journal,
            RouterRouting routing,
            ManagedChannel router,
            PushedTasks pushed,
            Tracing tracing,
            RunConfig config,
            InstantSource clock,
            MeterRegistry meters) {
        return new LiveTasks(
                store,
                journal,
                routing,
                RouterServiceGrpc.newStub(router),
                pushed,
                new TaskSpans(tracing),
                config,
                clock,
                meters);
    }

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

    @Singleton
    PushConfigs pushConfigs(Tasks tasks, LiveTasks live, PostgresPushStore store, WebhookRules rules) {
        return new PushConfigs(tasks, live, store, rules);
    }

    @Bean(preDestroy = "close")
    @Singleton
    CancelRequests cancelRequests(ManagedChannel router, RunConfig config, InstantSource clock) {
        return new CancelRequests(RouterServiceGrpc.newBlockingStub(router), config, clock);
    }

    @Singleton
    Adoption adoption(PostgresJournalStore store, LiveTasks live, CancelRequests cancels) {
        return new Adoption(store, live, cancels);
    }

    @Singleton
    ClientTasks clientTasks(DataSource dataSource, Schema schema) {
        return new PostgresClientTasks(dataSource);
    }

    @Singleton
    Intake intake(
            PostgresJournalStore store,
            ClientTasks clientTasks,
            GroupCommit journal,
            LiveTasks live,
            Adoption adoption,
            Admission admission,
            RouterRouting routing,
            WebhookRules webhooks,
            RunConfig config,
            InstantSource clock,
            UuidV7 ids) {
        return new Intake(
                store, clientTasks, journal, live, adoption, admission, routing, webhooks, config, clock, ids);
    }

    @Singleton
    Tasks tasks(
            Intake intake,
            LiveTasks live,
            PostgresJournalStore store,
            Adoption adoption,
            Authorizations authorizations,
            CancelRequests cancels,
            RunConfig config,
            InstantSource clock) {
        return new Tasks(intake, live, store, adoption, authorizations, cancels, config, clock);
    }

    @Singleton
    Authorizations authorizations(
            ManagedChannel router,
            PostgresJournalStore store,
            LiveTasks live,
            Adoption adoption,
            CancelRequests cancels) {
        return new Authorizations(RouterServiceGrpc.newBlockingStub(router), store, live, adoption, cancels);
    }

    /** After the sender, which hears of the tasks that it starts. */
    @Context
    @Bean(preDestroy = "close")
    Recovery recovery(
            PostgresJournalStore store,
            LiveTasks live,
            Adoption adoption,
            PartitionKeeper partitions,
            PushSender webhooks) {
        return new Recovery(store, live, adoption);
    }

    @Singleton
    Dependency postgres(DataSource dataSource) {
        return new DatabaseDependency(dataSource, true);
    }
}
