package dev.parley.task.rpc;

import dev.parley.kit.identity.CallerIdentity;
import dev.parley.proto.task.v1.ReplayServiceGrpc.ReplayServiceImplBase;
import dev.parley.proto.task.v1.ReplayTaskCall;
import dev.parley.proto.task.v1.ReplayTaskReply;
import dev.parley.task.replay.Replays;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/** Replays on gRPC: translation only. */
@Singleton
final class ReplayGrpcService extends ReplayServiceImplBase {
    private final Replays replays;

    ReplayGrpcService(Replays replays) {
        this.replays = replays;
    }

    @Override
    public void replayTask(ReplayTaskCall call, StreamObserver<ReplayTaskReply> reply) {
        Replays.Replayed replayed = replays.replay(CallerIdentity.current(), call);
        reply.onNext(ReplayTaskReply.newBuilder()
                .setTaskId(replayed.task().toString())
                .setMadeBefore(replayed.madeBefore())
                .build());
        reply.onCompleted();
    }
}
