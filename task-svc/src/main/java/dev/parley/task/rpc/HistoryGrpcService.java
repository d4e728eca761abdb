package dev.parley.task.rpc;

import dev.parley.kit.identity.CallerIdentity;
import dev.parley.proto.task.v1.GetTaskHistoryCall;
import dev.parley.proto.task.v1.HistoryServiceGrpc.HistoryServiceImplBase;
import dev.parley.proto.task.v1.TaskHistory;
import dev.parley.task.history.TaskHistories;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/** Histories on gRPC: translation only. */
@Singleton
final class HistoryGrpcService extends HistoryServiceImplBase {
    private final TaskHistories histories;

    HistoryGrpcService(TaskHistories histories) {
        this.histories = histories;
    }

    @Override
    public void getTaskHistory(GetTaskHistoryCall call, StreamObserver<TaskHistory> reply) {
        reply.onNext(HistoryProto.of(histories.page(
                CallerIdentity.current(),
                call.getAgentId(),
                call.getTaskId(),
                call.getPageSize(),
                call.getPageToken())));
        reply.onCompleted();
    }
}
