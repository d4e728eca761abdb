package dev.parley.edge;

import dev.parley.proto.router.v1.AgentActivity;
import dev.parley.proto.router.v1.AgentActivityReply;
import dev.parley.proto.router.v1.AgentActivityRequest;
import dev.parley.proto.router.v1.ExtendedCardReply;
import dev.parley.proto.router.v1.ExtendedCardRequest;
import dev.parley.proto.router.v1.RouterServiceGrpc;
import dev.parley.proto.router.v1.TaskWireReply;
import dev.parley.proto.router.v1.TaskWireRequest;
import io.grpc.stub.StreamObserver;

/** A router with two calls running at every agent, at half a message a second. */
final class BusyRouter extends RouterServiceGrpc.RouterServiceImplBase {
    @Override
    public void getAgentActivity(AgentActivityRequest request, StreamObserver<AgentActivityReply> reply) {
        AgentActivityReply.Builder all = AgentActivityReply.newBuilder();
        for (String id : request.getAgentIdsList()) {
            all.addAgents(AgentActivity.newBuilder()
                    .setAgentId(id)
                    .setConnectionCount(2)
                    .setMessageRate(0.5));
        }
        reply.onNext(all.build());
        reply.onCompleted();
    }

    /** What agents say when they are asked for their extended card. */
    volatile ExtendedCardReply extendedCard = ExtendedCardReply.getDefaultInstance();

    @Override
    public void getExtendedAgentCard(ExtendedCardRequest request, StreamObserver<ExtendedCardReply> reply) {
        reply.onNext(extendedCard);
        reply.onCompleted();
    }

    /** What went over the wire to agents, for any task. */
    volatile TaskWireReply wire = TaskWireReply.getDefaultInstance();

    @Override
    public void getTaskWire(TaskWireRequest request, StreamObserver<TaskWireReply> reply) {
        reply.onNext(wire);
        reply.onCompleted();
    }
}
