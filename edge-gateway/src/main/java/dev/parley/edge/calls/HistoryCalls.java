package dev.parley.edge.calls;

import dev.parley.edge.EdgeConfig;
import dev.parley.proto.task.v1.GetTaskHistoryCall;
import dev.parley.proto.task.v1.HistoryServiceGrpc;
import dev.parley.proto.task.v1.HistoryServiceGrpc.HistoryServiceBlockingStub;
import dev.parley.proto.task.v1.TaskHistory;
import io.grpc.ManagedChannel;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The lives of tasks as the edge asks for them. Fails with A2aException only. Never called from an event loop. */
@Singleton
public final class HistoryCalls {
    private final HistoryServiceBlockingStub histories;
    private final Duration callTimeout;

    HistoryCalls(@Named("task") ManagedChannel channel, EdgeConfig config) {
        this.histories = HistoryServiceGrpc.newBlockingStub(channel).withInterceptors(new TaskIdHeader());
        this.callTimeout = config.callTimeout();
    }

    public TaskHistory get(GetTaskHistoryCall call) {
        return TaskCalls.reading(() -> histories
                .withDeadlineAfter(callTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .withOption(TaskIdHeader.TASK_ID, call.getTaskId())
                .getTaskHistory(call));
    }
}
