package dev.parley.mesh;

import com.google.protobuf.Empty;
import dev.parley.kit.rpc.StreamSender;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.mesh.v1.MeshControlGrpc;
import dev.parley.proto.mesh.v1.MeshStatus;
import dev.parley.proto.mesh.v1.RestartInstancesRequest;
import dev.parley.proto.mesh.v1.RotateCertificatesRequest;
import dev.parley.proto.mesh.v1.Step;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code parley.mesh.v1.MeshControl}. A change that was begun goes on when its caller leaves. */
final class MeshControlService extends MeshControlGrpc.MeshControlImplBase {
    private static final Logger log = LoggerFactory.getLogger(MeshControlService.class);

    private final MeshView view;
    private final Restarts restarts;
    private final Certificates certificates;
    private final Semaphore changing = new Semaphore(1);

    MeshControlService(MeshView view, Restarts restarts, Certificates certificates) {
        this.view = view;
        this.restarts = restarts;
        this.certificates = certificates;
    }

    @Override
    public void getMeshStatus(Empty request, StreamObserver<MeshStatus> reply) {
        reply.onNext(view.status());
        reply.onCompleted();
    }

    @Override
    public void restartInstances(RestartInstancesRequest request, StreamObserver<Step> reply) {
        List<Pair> which = restarts.find(request.getName());
        change("restart of " + request.getName(), reply, steps -> restarts.restart(which, steps::say));
    }

    @Override
    public void rotateCertificates(RotateCertificatesRequest request, StreamObserver<Step> reply) {
        change("rotation of certificates", reply, steps -> {
            if (request.getAuthority()) {
                certificates.replaceAuthority(text -> steps.say("", text));
            } else {
                certificates.renewAll(text -> steps.say("", text));
            }
        });
    }

    private interface Change {
        void make(Steps steps) throws IOException, InterruptedException;
    }

    /** The steps as they are told to the caller, as long as it listens. */
    private record Steps(StreamSender<Step> to) {
        void say(String instance, String text) {
            log.atInfo()
                    .addKeyValue("instance", instance)
                    .addKeyValue("step", text)
                    .log("mesh changes");
            try {
                to.send(Step.newBuilder().setInstance(instance).setText(text).build());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void change(String what, StreamObserver<Step> reply, Change change) {
        if (!changing.tryAcquire()) {
            throw A2aException.retryable(
                    A2aErrorCode.OVERLOADED, "Another change of the mesh is under way", Duration.ofSeconds(5));
        }
        StreamSender<Step> sender = new StreamSender<>(reply);
        Thread.ofVirtual().name("mesh-change").start(() -> {
            try {
                change.make(new Steps(sender));
                sender.complete();
            } catch (IOException | RuntimeException e) {
                log.atError().setCause(e).addKeyValue("change", what).log("mesh not changed whole");
                sender.fail(new A2aException(A2aErrorCode.INTERNAL_ERROR, String.valueOf(e.getMessage())));
            } catch (InterruptedException e) {
                sender.fail(new A2aException(A2aErrorCode.INTERNAL_ERROR, "The mesh ends before " + what + " is done"));
                Thread.currentThread().interrupt();
            } finally {
                changing.release();
            }
        });
    }
}
