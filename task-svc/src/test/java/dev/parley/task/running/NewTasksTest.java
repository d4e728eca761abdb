package dev.parley.task.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.kit.identity.Principal;
import dev.parley.kit.ids.UuidV7;
import dev.parley.kit.tracing.Tracing;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.Candidate;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.router.v1.RouterServiceGrpc;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.checkpoint.Policies;
import dev.parley.task.dispatch.DispatchConfig;
import dev.parley.task.dispatch.Turnstile;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.CommitQueue;
import dev.parley.task.journal.Commits;
import dev.parley.task.journal.GroupCommit;
import dev.parley.task.journal.Lease;
import dev.parley.task.journal.Ownership;
import dev.parley.task.journal.ScriptedStore;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.journal.Webhook;
import dev.parley.task.retry.Backoff;
import dev.parley.task.retry.Retries;
import dev.parley.task.retry.RetryBudget;
import dev.parley.task.retry.RetryConfig;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The place of a message whose first attempt is part of its acceptance, while the journal writes nothing. */
class NewTasksTest {
    private static final Principal CALLER = new Principal("t", "s", List.of());

    private final InstantSource clock = InstantSource.fixed(Commits.AT);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ScriptedStore store = new ScriptedStore();
    private final GroupCommit journal = new GroupCommit(store, clock, meters);
    private final ManagedChannel router =
            InProcessChannelBuilder.forName("nobody").build();
    private final Turnstile turnstile = new Turnstile(new DispatchConfig(10, 1, 10, false), () -> 0);
    private final LiveTasks live = new LiveTasks(
            store,
            new NothingOwned(),
            new Held(),
            journal,
            new OneAgent(),
            RouterServiceGrpc.newStub(router),
            new PushedTasks(),
            new ForeignCancels(),
            "life",
            new TaskSpans(Tracing.off()),
            retries(),
            turnstile,
            Policies.defaults(clock),
            config(),
            clock,
            meters);
    private final List<Commit> offered = new ArrayList<>();
    private Consumer<Commit> becomes = commit -> {};
    private final NewTasks tasks = new NewTasks(
            new CommitQueue() {
                @Override
                public void submit(Commit commit) {
                    offered.add(commit);
                    becomes.accept(commit);
                }

                @Override
                public void submitLater(Commit commit) {
                    submit(commit);
                }
            },
            live,
            new Joining(store, live),
            new OneAgent(),
            turnstile,
            new NoWebhooks(),
            clock,
            new UuidV7(clock, new Random(7)));

    @AfterEach
    void close() {
        live.close();
        router.shutdownNow();
        journal.close();
    }

    private Retries retries() {
        RetryConfig config =
                new RetryConfig(Duration.ofSeconds(1), Duration.ofSeconds(10), 0.2, 20, Duration.ofSeconds(60));
        return new Retries(
                new Backoff(config.firstPause(), config.longestPause(), new Random(7)),
                new RetryBudget(config, clock),
                meters);
    }

    private static RunConfig config() {
        Duration second = Duration.ofSeconds(1);
        return new RunConfig(second, second, second, second, second, second, 3, 100, 1 << 20, 10, second);
    }

    private void send(String id) {
        Message message = Message.newBuilder()
                .setMessageId(id)
                .addParts(Part.newBuilder().setText(id))
                .build();
        tasks.accept(
                CALLER,
                SendMessageCall.newBuilder()
                        .setAgentId("a")
                        .setRequest(SendMessageRequest.newBuilder().setMessage(message))
                        .build(),
                Commits.intake(id));
    }

    /** Refused more often than the agent has places: a place that was kept once would leave the next one without. */
    private void areRefusedAndKeepNoPlace(A2aErrorCode code) {
        for (String id : List.of("m1", "m2", "m3")) {
            assertThatThrownBy(() -> send(id))
                    .isInstanceOfSatisfying(
                            A2aException.class,
                            refused -> assertThat(refused.code()).isEqualTo(code));
            assertThat(turnstile.inside()).isZero();
        }
        assertThat(offered)
                .as("each with its attempt, and so with a place")
                .hasSize(3)
                .allSatisfy(commit -> assertThat(commit.entries()).hasSize(2));
    }

    @Test
    void messagesThatTheJournalDoesNotTake_keepNoPlace() {
        becomes = commit -> {
            throw A2aException.retryable(A2aErrorCode.OVERLOADED, "No room on the disk", Duration.ofSeconds(1));
        };
        areRefusedAndKeepNoPlace(A2aErrorCode.OVERLOADED);
    }

    @Test
    void messagesThatAreNotWritten_keepNoPlace() {
        becomes = commit -> commit.outcome()
                .completeExceptionally(A2aException.retryable(A2aErrorCode.OVERLOADED, "Away", Duration.ofSeconds(1)));
        areRefusedAndKeepNoPlace(A2aErrorCode.OVERLOADED);
    }

    @Test
    void messagesThatJoinOthers_keepNoPlace() {
        becomes = commit -> commit.outcome().complete(new Commit.Outcome.Joined(commit.key(), false));
        areRefusedAndKeepNoPlace(A2aErrorCode.MESSAGE_ID_REUSED);
    }

    @Test
    void messageOfWhichNobodyCanTell_keepsItsPlaceUntilSomebodyCan() {
        becomes = commit -> commit.givenUp()
                .completeExceptionally(A2aException.retryable(A2aErrorCode.OVERLOADED, "Away", Duration.ofSeconds(1)));
        assertThatThrownBy(() -> send("m1")).isInstanceOf(A2aException.class);
        assertThat(turnstile.inside()).isEqualTo(1);

        offered.getFirst().outcome().completeExceptionally(new IllegalStateException("not written after all"));
        assertThat(turnstile.inside()).isZero();
    }

    private static final class OneAgent implements Routing {
        @Override
        public RouteDecision choose(TaskRow task, String agent, SendMessageCall call, boolean continues) {
            return RouteDecision.newBuilder()
                    .addCandidates(Candidate.newBuilder().setAgentId("a"))
                    .build();
        }

        @Override
        public String remoteContext(TaskRow task, String agent) {
            return "";
        }

        @Override
        public List<String> remoteTasks(TaskRow task, String agent, List<String> ours) {
            return List.of();
        }
    }

    private static final class NoWebhooks implements WebhookAdmission {
        @Override
        public Webhook admit(TaskPushNotificationConfig stated, String version, String path) {
            throw new AssertionError("no message here comes with a webhook");
        }

        @Override
        public void requireRoom(TaskKey task, Webhook next) {
            throw new AssertionError("no message here comes with a webhook");
        }
    }

    private static final class Held implements Lease {
        @Override
        public boolean isHeld() {
            return true;
        }

        @Override
        public long term() {
            return 1;
        }

        @Override
        public boolean isSteady() {
            return true;
        }
    }

    private static final class NothingOwned implements Ownership {
        @Override
        public List<TaskKey> takeOverDead(int limit) {
            return List.of();
        }

        @Override
        public List<TaskKey> takeOverOrphans(int limit) {
            return List.of();
        }

        @Override
        public Optional<TaskRow> claim(TaskKey key) {
            return Optional.empty();
        }

        @Override
        public boolean isOurs(TaskKey key, long epoch) {
            return true;
        }

        @Override
        public void callUp(TaskKey key) {}

        @Override
        public List<Standing> unfinished() {
            return List.of();
        }
    }
}
