package dev.parley.edge.calls;

import dev.parley.edge.EdgeConfig;
import dev.parley.proto.task.v1.ReplayServiceGrpc;
import dev.parley.proto.task.v1.ReplayServiceGrpc.ReplayServiceBlockingStub;
import dev.parley.proto.task.v1.ReplayTaskCall;
import dev.parley.proto.task.v1.ReplayTaskReply;
import io.grpc.ManagedChannel;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Replays as the edge asks for them. Fails with A2aException only. Never called from an event loop. */
@Singleton
public final class ReplayCalls {
    private final ReplayServiceBlockingStub replays;
    private final Duration callTimeout;

    ReplayCalls(@Named("task") ManagedChannel channel, EdgeConfig config) {
        this.replays = ReplayServiceGrpc.newBlockingStub(channel).withInterceptors(new TaskIdHeader());
        this.callTimeout = config.callTimeout();
    }

    public ReplayTaskReply replay(ReplayTaskCall call) {
        return TaskCalls.failingAsA2a(() -> replays.withDeadlineAfter(callTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .withOption(TaskIdHeader.TASK_ID, call.getTaskId())
                .replayTask(call));
    }
}
