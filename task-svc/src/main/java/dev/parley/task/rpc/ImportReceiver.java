package dev.parley.task.rpc;

import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.ImportTaskPart;
import dev.parley.proto.task.v1.ImportTaskReply;
import dev.parley.task.taskfile.Imports;
import dev.parley.task.taskfile.Upload;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Takes a file in part by part, and answers once; who is slower than may be is told so, and nothing is kept. */
final class ImportReceiver implements StreamObserver<ImportTaskPart> {
    private final Imports imports;
    private final Principal principal;
    private final StreamObserver<ImportTaskReply> reply;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private @Nullable Upload upload;

    ImportReceiver(Imports imports, Principal principal, StreamObserver<ImportTaskReply> reply) {
        this.imports = imports;
        this.principal = principal;
        this.reply = reply;
    }

    @Override
    public void onNext(ImportTaskPart part) {
        if (answered.get()) {
            return;
        }
        try {
            begun(part.getKeepOwner()).write(part.getData().asReadOnlyByteBuffer());
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private Upload begun(boolean keepOwner) {
        Upload running = upload;
        if (running == null) {
            running = imports.begin(principal, keepOwner);
            upload = running;
            Upload toClose = running;
            over.orTimeout(imports.timeout().toMillis(), TimeUnit.MILLISECONDS).whenComplete((done, late) -> {
                toClose.close();
                if (late != null) {
                    fail(new A2aException(
                            A2aErrorCode.DEADLINE_EXCEEDED,
                            "The file was not whole after " + imports.timeout().toSeconds()
                                    + " s (expected: within that time, parley.task.files.import-timeout)"));
                }
            });
        }
        return running;
    }

    @Override
    public void onCompleted() {
        if (answered.get()) {
            return;
        }
        // the caller's cancel comes on this thread
        Thread.ofVirtual()
                .name("import")
                .start(CallerIdentity.detached(principal).wrap(() -> {
                    try {
                        answer(begun(false).finish());
                    } catch (RuntimeException e) {
                        fail(e);
                    }
                }));
    }

    private void answer(Imports.Imported imported) {
        if (answered.compareAndSet(false, true)) {
            over.complete(null);
            reply.onNext(ImportTaskReply.newBuilder()
                    .setTaskId(imported.task().toString())
                    .setState(imported.state().wire())
                    .setEntries(imported.entries())
                    .setAlreadyThere(imported.alreadyThere())
                    .build());
            reply.onCompleted();
        }
    }

    private void fail(RuntimeException failure) {
        if (answered.compareAndSet(false, true)) {
            over.complete(null);
            reply.onError(
                    failure instanceof A2aException error
                            ? RpcErrors.toStatus(error)
                            : io.grpc.Status.UNKNOWN.withCause(failure).asRuntimeException());
        }
    }

    /** The caller has gone. */
    @Override
    public void onError(Throwable left) {
        answered.set(true);
        over.complete(null);
    }
}
