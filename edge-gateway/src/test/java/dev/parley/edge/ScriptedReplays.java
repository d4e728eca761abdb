package dev.parley.edge;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.ReplayServiceGrpc.ReplayServiceImplBase;
import dev.parley.proto.task.v1.ReplayTaskCall;
import dev.parley.proto.task.v1.ReplayTaskReply;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Replays every task as {@code new}; {@code running} has not ended, {@code again} was replayed before. */
final class ScriptedReplays extends ReplayServiceImplBase {
    final List<ReplayTaskCall> asked = new CopyOnWriteArrayList<>();

    @Override
    public void replayTask(ReplayTaskCall call, StreamObserver<ReplayTaskReply> reply) {
        asked.add(call);
        if (call.getTaskId().equals("running")) {
            throw new A2aException(A2aErrorCode.UNSUPPORTED_OPERATION, "Task running is WORKING");
        }
        reply.onNext(ReplayTaskReply.newBuilder()
                .setTaskId("new")
                .setMadeBefore(call.getTaskId().equals("again"))
                .build());
        reply.onCompleted();
    }
}
