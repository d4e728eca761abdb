package dev.parley.task;

import dev.parley.kit.health.Dependency;
import dev.parley.kit.ids.UuidV7;
import dev.parley.kit.jdbc.DatabaseDependency;
import dev.parley.kit.life.Features;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.kit.rpc.ServiceAddresses;
import dev.parley.kit.tracing.Tracing;
import dev.parley.proto.router.v1.RouterServiceGrpc;
import dev.parley.task.checkpoint.CheckpointConfig;
import dev.parley.task.checkpoint.Checkpointing;
import dev.parley.task.dispatch.DispatchConfig;
import dev.parley.task.dispatch.Turnstile;
import dev.parley.task.export.EventExport;
import dev.parley.task.export.ExportConfig;
import dev.parley.task.history.ResumeLog;
import dev.parley.task.journal.ClientTasks;
import dev.parley.task.journal.GroupCommit;
import dev.parley.task.postgres.Incarnation;
import dev.parley.task.postgres.LeaseConfig;
import dev.parley.task.postgres.OwnConnections;
import dev.parley.task.postgres.PostgresCheckpointStore;
import dev.parley.task.postgres.PostgresClientTasks;
import dev.parley.task.postgres.PostgresDeadlines;
import dev.parley.task.postgres.PostgresJournalStore;
import dev.parley.task.postgres.PostgresOwnership;
import dev.parley.task.postgres.Schema;
import dev.parley.task.push.PushSender;
import dev.parley.task.push.WebhookRules;
import dev.parley.task.retention.Horizon;
import dev.parley.task.retention.RetentionKeeper;
import dev.parley.task.retry.Backoff;
import dev.parley.task.retry.Retries;
import dev.parley.task.retry.RetryBudget;
import dev.parley.task.retry.RetryConfig;
import dev.parley.task.running.Admission;
import dev.parley.task.running.Adoption;
import dev.parley.task.running.Authorizations;
import dev.parley.task.running.CancelRequests;
import dev.parley.task.running.Deadlines;
import dev.parley.task.running.ForeignCancels;
import dev.parley.task.running.Intake;
import dev.parley.task.running.LiveTasks;
import dev.parley.task.running.OtherOwners;
import dev.parley.task.running.OwnedTasks;
import dev.parley.task.running.PushedTasks;
import dev.parley.task.running.Recovery;
import dev.parley.task.running.RouterRouting;
import dev.parley.task.running.RunConfig;
import dev.parley.task.running.TaskSpans;
import dev.parley.task.running.Tasks;
import io.grpc.ManagedChannel;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the service together. Beans are closed in the reverse order of their making: calls first, the journal last. */
@Factory
final class TaskBeans {
    private static final Logger log = LoggerFactory.getLogger(TaskBeans.class);
    private static final int LEASE_SOCKET_SECONDS = 2;
    private static final int JOURNAL_SOCKET_SECONDS = 10;

    @Singleton
    Schema schema(DataSource dataSource, InstantSource clock) {
        Schema schema = new Schema(dataSource, clock);
        schema.migrate();
        return schema;
    }

    @Bean(preDestroy = "close")
    @Singleton
    Incarnation incarnation(
            DataSource dataSource,
            Schema schema,
            UuidV7 ids,
            LeaseConfig config,
            OwnConnections connections,
            @Value("${parley.instance:task-0}") String instance) {
        return new Incarnation(
                dataSource,
                connections.opened("parley-lease", LEASE_SOCKET_SECONDS),
                ids.next(),
                instance,
                config,
                System::nanoTime);
    }

    @Singleton
    PostgresOwnership ownership(DataSource dataSource, Incarnation incarnation, LeaseConfig config) {
        return new PostgresOwnership(dataSource, incarnation.id(), incarnation.lease(), config);
    }

    @Bean(preDestroy = "close")
    @Singleton
    PostgresJournalStore store(
            DataSource dataSource,
            Incarnation incarnation,
            OwnConnections connections,
            ExportConfig export,
            Features features) {
        if (!features.enhancedDurability()) {
            log.warn("enhanced_durability is off: what was accepted last may be lost with the database's machine");
        }
        return new PostgresJournalStore(
                dataSource,
                connections.opened("parley-journal", JOURNAL_SOCKET_SECONDS),
                incarnation.id(),
                export.enabled(),
                features.enhancedDurability());
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
            PostgresOwnership ownership,
            Incarnation incarnation,
            GroupCommit journal,
            RouterRouting routing,
            ManagedChannel router,
            PushedTasks pushed,
            ForeignCancels foreignCancels,
            Tracing tracing,
            Retries retries,
            Turnstile turnstile,
            Checkpointing checkpoints,
            RunConfig config,
            InstantSource clock,
            MeterRegistry meters) {
        return new LiveTasks(
                store,
                ownership,
                incarnation.lease(),
                journal,
                routing,
                RouterServiceGrpc.newStub(router),
                pushed,
                foreignCancels,
                incarnation.id().toString(),
                new TaskSpans(tracing),
                retries,
                turnstile,
                checkpoints,
                config,
                clock,
                meters);
    }

    @Singleton
    Checkpointing checkpointing(
            CheckpointConfig config, DataSource dataSource, Schema schema, InstantSource clock, MeterRegistry meters) {
        return new Checkpointing(config, new PostgresCheckpointStore(dataSource), clock, meters);
    }

    @Singleton
    Retries retries(RetryConfig config, InstantSource clock, RandomGenerator random, MeterRegistry meters) {
        return new Retries(
                new Backoff(config.firstPause(), config.longestPause(), random),
                new RetryBudget(config, clock),
                meters);
    }

    @Singleton
    Turnstile turnstile(DispatchConfig config, Features features, MeterRegistry meters) {
        Turnstile turnstile = new Turnstile(features.backpressureEnabled() ? config : config.fixed(), System::nanoTime);
        Gauge.builder("parley.tasks.queued", turnstile, Turnstile::waiting)
                .description("Messages accepted that wait for a place at their agent")
                .register(meters);
        Gauge.builder("parley.tasks.queue.seconds", turnstile, waiting -> waiting.longestWait() / 1e9)
                .description("How long the message has waited that waits longest for a place at its agent")
                .register(meters);
        Gauge.builder("parley.tasks.calls", turnstile, Turnstile::inside)
                .description("Messages that are with their agents now")
                .register(meters);
        return turnstile;
    }

    @Context
    @Bean(preDestroy = "close")
    Deadlines deadlines(
            DataSource dataSource,
            Schema schema,
            Incarnation incarnation,
            LiveTasks live,
            Adoption adoption,
            CancelRequests cancels) {
        return new Deadlines(new PostgresDeadlines(dataSource, incarnation.id()), live, adoption, cancels);
    }

    @Bean(preDestroy = "close")
    @Singleton
    CancelRequests cancelRequests(ManagedChannel router, RunConfig config, InstantSource clock) {
        return new CancelRequests(RouterServiceGrpc.newBlockingStub(router), config, clock);
    }

    @Singleton
    ForeignCancels foreignCancels() {
        return new ForeignCancels();
    }

    @Singleton
    OtherOwners otherOwners(
            PostgresJournalStore store,
            GroupCommit journal,
            PostgresOwnership ownership,
            LiveTasks live,
            RunConfig config,
            InstantSource clock) {
        return new OtherOwners(store, journal, ownership, live, config, clock);
    }

    @Context
    @Bean(preDestroy = "close")
    OwnedTasks ownedTasks(
            PostgresOwnership ownership,
            Incarnation incarnation,
            LiveTasks live,
            Adoption adoption,
            PushSender webhooks) {
        return new OwnedTasks(ownership, incarnation, live, adoption);
    }

    @Singleton
    Adoption adoption(PostgresOwnership ownership, LiveTasks live, CancelRequests cancels) {
        return new Adoption(ownership, live, cancels);
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
            OtherOwners others,
            Admission admission,
            RouterRouting routing,
            Turnstile turnstile,
            WebhookRules webhooks,
            Horizon horizon,
            RunConfig config,
            InstantSource clock,
            UuidV7 ids) {
        return new Intake(
                store,
                clientTasks,
                journal,
                live,
                adoption,
                others,
                admission,
                routing,
                turnstile,
                webhooks,
                horizon,
                config,
                clock,
                ids);
    }

    @Singleton
    Tasks tasks(
            Intake intake,
            LiveTasks live,
            PostgresJournalStore store,
            Adoption adoption,
            OtherOwners others,
            ForeignCancels foreignCancels,
            Authorizations authorizations,
            CancelRequests cancels,
            ResumeLog resumes,
            RunConfig config,
            InstantSource clock) {
        return new Tasks(
                intake, live, store, adoption, others, foreignCancels, authorizations, cancels, resumes, config, clock);
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
            PostgresOwnership ownership,
            LiveTasks live,
            Adoption adoption,
            PartitionKeeper partitions,
            RetentionKeeper retention,
            EventExport export,
            PushSender webhooks,
            MeterRegistry meters) {
        return new Recovery(ownership, live, adoption, meters);
    }

    @Singleton
    Dependency postgres(DataSource dataSource) {
        return new DatabaseDependency(dataSource, true);
    }
}
