package dev.parley.edge.calls;

import com.google.protobuf.ByteString;
import dev.parley.edge.EdgeConfig;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.task.v1.ExportTaskCall;
import dev.parley.proto.task.v1.ImportTaskPart;
import dev.parley.proto.task.v1.ImportTaskReply;
import dev.parley.proto.task.v1.TaskFilePart;
import dev.parley.proto.task.v1.TaskFileServiceGrpc;
import dev.parley.proto.task.v1.TaskFileServiceGrpc.TaskFileServiceBlockingStub;
import dev.parley.proto.task.v1.TaskFileServiceGrpc.TaskFileServiceStub;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Tasks as files, as the edge asks for them. Fails with A2aException only. Never called from an event loop. */
@Singleton
public final class TaskFileCalls {
    // a file is as large as its task, and its reader as slow as it is
    private static final int MANY = 60;

    private static final int PART = 1 << 16;

    private final TaskFileServiceBlockingStub blocking;
    private final TaskFileServiceStub streaming;
    private final Duration atMost;

    TaskFileCalls(@Named("task") ManagedChannel channel, EdgeConfig config) {
        this.blocking = TaskFileServiceGrpc.newBlockingStub(channel).withInterceptors(new TaskIdHeader());
        this.streaming = TaskFileServiceGrpc.newStub(channel);
        this.atMost = config.callTimeout().multipliedBy(MANY);
    }

    /** The file; closing it ends the export. What fails later fails its reader. */
    public InputStream export(ExportTaskCall call) {
        Context.CancellableContext context = Context.current().withCancellation();
        Context outer = context.attach();
        try {
            Iterator<TaskFilePart> parts = blocking.withDeadlineAfter(atMost.toMillis(), TimeUnit.MILLISECONDS)
                    .withOption(TaskIdHeader.TASK_ID, call.getTaskId())
                    .exportTask(call);
            return new FileParts(parts, () -> context.cancel(null));
        } catch (StatusRuntimeException e) {
            context.cancel(null);
            throw RpcErrors.fromStatus(e);
        } finally {
            context.detach(outer);
        }
    }

    /** Hands a file on in parts, and waits for what comes of it. */
    public ImportTaskReply take(byte[] file, boolean keepOwner) {
        CompletableFuture<ImportTaskReply> answer = new CompletableFuture<>();
        StreamObserver<ImportTaskPart> parts = streaming
                .withDeadlineAfter(atMost.toMillis(), TimeUnit.MILLISECONDS)
                .importTask(new FirstAnswer<>(answer));
        for (int from = 0; from < file.length && !answer.isDone(); from += PART) {
            parts.onNext(ImportTaskPart.newBuilder()
                    .setKeepOwner(keepOwner)
                    .setData(ByteString.copyFrom(file, from, Math.min(PART, file.length - from)))
                    .build());
        }
        if (!answer.isDone()) {
            parts.onCompleted();
        }
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw RpcErrors.fromStatus(Objects.requireNonNullElse(e.getCause(), e));
        }
    }
}
