package dev.parley.edge;

import com.google.protobuf.ByteString;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.ExportTaskCall;
import dev.parley.proto.task.v1.ImportTaskPart;
import dev.parley.proto.task.v1.ImportTaskReply;
import dev.parley.proto.task.v1.TaskFilePart;
import dev.parley.proto.task.v1.TaskFileServiceGrpc.TaskFileServiceImplBase;
import io.grpc.stub.StreamObserver;

/** Exports {@code broken} halfway and others whole; answers an import with its size, and refuses what begins with {@code no}. */
final class ScriptedTaskFiles extends TaskFileServiceImplBase {
    static final int PARTS = 40;

    @Override
    public void exportTask(ExportTaskCall call, StreamObserver<TaskFilePart> reply) {
        if (call.getTaskId().equals("none")) {
            throw new A2aException(A2aErrorCode.TASK_NOT_FOUND, "Task \"none\" was not found");
        }
        for (int i = 0; i < PARTS; i++) {
            if (i == PARTS / 2 && call.getTaskId().equals("broken")) {
                throw new A2aException(A2aErrorCode.TASK_EXPIRED, "gone");
            }
            reply.onNext(TaskFilePart.newBuilder()
                    .setData(ByteString.copyFrom(new byte[1 << 16]))
                    .build());
        }
        reply.onCompleted();
    }

    @Override
    public StreamObserver<ImportTaskPart> importTask(StreamObserver<ImportTaskReply> reply) {
        return new StreamObserver<>() {
            private long size;
            private boolean keepOwner;
            private final String subject = CallerIdentity.current().subject();

            @Override
            public void onNext(ImportTaskPart part) {
                if (size == 0 && part.getData().startsWith(ByteString.copyFromUtf8("no"))) {
                    throw new A2aException(A2aErrorCode.TASK_EXISTS, "Task is here already");
                }
                size += part.getData().size();
                keepOwner |= part.getKeepOwner();
            }

            @Override
            public void onError(Throwable left) {
                // nothing was kept
            }

            @Override
            public void onCompleted() {
                reply.onNext(ImportTaskReply.newBuilder()
                        .setTaskId(subject + (keepOwner ? "-kept" : ""))
                        .setEntries(size)
                        .setAlreadyThere(size == 5)
                        .build());
                reply.onCompleted();
            }
        };
    }
}
