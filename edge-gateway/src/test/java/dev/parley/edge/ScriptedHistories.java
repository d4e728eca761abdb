package dev.parley.edge;

import dev.parley.proto.task.v1.GetTaskHistoryCall;
import dev.parley.proto.task.v1.HistoryEntry;
import dev.parley.proto.task.v1.HistoryServiceGrpc.HistoryServiceImplBase;
import dev.parley.proto.task.v1.TaskHistory;
import io.grpc.stub.StreamObserver;

/** Answers each page with one entry that says what was asked for. */
final class ScriptedHistories extends HistoryServiceImplBase {
    @Override
    public void getTaskHistory(GetTaskHistoryCall call, StreamObserver<TaskHistory> reply) {
        long next = Long.parseLong(call.getPageToken()) + 1;
        reply.onNext(TaskHistory.newBuilder()
                .addEntries(HistoryEntry.newBuilder()
                        .setSequence(next)
                        .setOther(call.getTaskId() + " " + call.getPageSize()))
                .setNextPageToken(Long.toString(next))
                .build());
        reply.onCompleted();
    }
}
