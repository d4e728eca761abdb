package dev.parley.task.running;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * How tasks are run. Keys {@code parley.task.*}.
 *
 * @param agentTimeout without a sign of life from the agent for so long, a task fails
 * @param responseTimeout a blocking send is answered with the task as it is after so long
 * @param resumePatience how long an agent that has a task may be out of reach before the task fails
 * @param choicePatience how long an accepted message waits while nobody can tell which agent may have it
 * @param cancelAnswer how long a cancel waits for the agent before it answers with the task as it is
 * @param cancelPatience how long an agent is asked to cancel before the task is canceled without it
 * @param maxAttempts agents, or times the same one, that are tried while none can have started
 * @param maxRunning tasks run at once; beyond that messages are refused
 * @param maxTaskBytes a task that grows beyond fails
 * @param maxWaitingMessages follow-ups that wait in one task behind the message that its agent has; more are refused
 * @param onceWindow how long a once-key holds
 */
@ConfigurationProperties("parley.task")
public record RunConfig(
        @NotNull @Bindable(defaultValue = "300s") Duration agentTimeout,
        @NotNull @Bindable(defaultValue = "300s") Duration responseTimeout,
        @NotNull @Bindable(defaultValue = "120s") Duration resumePatience,
        @NotNull @Bindable(defaultValue = "60s") Duration choicePatience,
        @NotNull @Bindable(defaultValue = "5s") Duration cancelAnswer,
        @NotNull @Bindable(defaultValue = "60s") Duration cancelPatience,
        @Min(1) @Max(10) @Bindable(defaultValue = "3") int maxAttempts,
        @Min(1) @Bindable(defaultValue = "20000") int maxRunning,
        @Min(1024) @Bindable(defaultValue = "67108864") long maxTaskBytes,
        @Min(1) @Max(10_000) @Bindable(defaultValue = "64") int maxWaitingMessages,
        @NotNull @Bindable(defaultValue = "24h") Duration onceWindow) {}
