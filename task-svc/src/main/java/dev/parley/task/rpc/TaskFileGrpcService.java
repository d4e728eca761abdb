package dev.parley.task.rpc;

import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.kit.rpc.StreamSender;
import dev.parley.proto.task.v1.ExportTaskCall;
import dev.parley.proto.task.v1.ImportTaskPart;
import dev.parley.proto.task.v1.ImportTaskReply;
import dev.parley.proto.task.v1.TaskFilePart;
import dev.parley.proto.task.v1.TaskFileServiceGrpc.TaskFileServiceImplBase;
import dev.parley.task.taskfile.Exports;
import dev.parley.task.taskfile.Imports;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Tasks as files on gRPC: translation only. */
@Singleton
final class TaskFileGrpcService extends TaskFileServiceImplBase {
    private final Exports exports;
    private final Imports imports;

    TaskFileGrpcService(Exports exports, Imports imports) {
        this.exports = exports;
        this.imports = imports;
    }

    @Override
    public void exportTask(ExportTaskCall call, StreamObserver<TaskFilePart> reply) {
        StreamSender<TaskFilePart> sender = new StreamSender<>(reply);
        Principal principal = CallerIdentity.current();
        Thread.ofVirtual().name("export").start(() -> {
            try (PartOutput out = new PartOutput(sender)) {
                exports.write(principal, call.getAgentId(), call.getTaskId(), out);
                out.flush();
                sender.complete();
            } catch (IOException | RuntimeException e) {
                sender.fail(e); // where the reader has gone, nobody hears it
            }
        });
    }

    @Override
    public StreamObserver<ImportTaskPart> importTask(StreamObserver<ImportTaskReply> reply) {
        return new ImportReceiver(imports, CallerIdentity.current(), reply);
    }
}
