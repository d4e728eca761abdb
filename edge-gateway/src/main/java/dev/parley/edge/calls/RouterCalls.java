package dev.parley.edge.calls;

import dev.parley.edge.EdgeConfig;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.router.v1.AgentActivity;
import dev.parley.proto.router.v1.AgentActivityRequest;
import dev.parley.proto.router.v1.ExtendedCardReply;
import dev.parley.proto.router.v1.ExtendedCardRequest;
import dev.parley.proto.router.v1.RouterServiceGrpc;
import dev.parley.proto.router.v1.RouterServiceGrpc.RouterServiceBlockingStub;
import dev.parley.proto.router.v1.TaskWireReply;
import dev.parley.proto.router.v1.TaskWireRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The router as the edge asks it. Never called from an event loop. */
@Singleton
public final class RouterCalls {
    private static final Logger log = LoggerFactory.getLogger(RouterCalls.class);

    private final RouterServiceBlockingStub stub;
    private final long callTimeoutMs;

    RouterCalls(@Named("router") ManagedChannel channel, EdgeConfig config) {
        this.stub = RouterServiceGrpc.newBlockingStub(channel);
        this.callTimeoutMs = config.callTimeout().toMillis();
    }

    /** An agent's extended card, or how asking for it failed. */
    public ExtendedCardReply extendedCard(String agentId) {
        ExtendedCardRequest request =
                ExtendedCardRequest.newBuilder().setAgentId(agentId).build();
        try {
            return stub.withDeadlineAfter(callTimeoutMs, TimeUnit.MILLISECONDS).getExtendedAgentCard(request);
        } catch (StatusRuntimeException e) {
            throw RpcErrors.fromStatus(e);
        }
    }

    /** What went over the wire to and from agents for a task; nothing while the router does not answer. */
    public TaskWireReply wire(String taskId) {
        try {
            return stub.withDeadlineAfter(callTimeoutMs, TimeUnit.MILLISECONDS)
                    .getTaskWire(TaskWireRequest.newBuilder().setTaskId(taskId).build());
        } catch (StatusRuntimeException e) {
            log.atDebug().setCause(e).log("wire shown without the agent's side");
            return TaskWireReply.getDefaultInstance();
        }
    }

    /** What goes on with agents now, by id; empty while the router does not answer: agents are shown without it. */
    public Map<String, AgentActivity> activity(Collection<String> agentIds) {
        AgentActivityRequest request =
                AgentActivityRequest.newBuilder().addAllAgentIds(agentIds).build();
        Map<String, AgentActivity> byId = new HashMap<>();
        try {
            stub.withDeadlineAfter(callTimeoutMs, TimeUnit.MILLISECONDS)
                    .getAgentActivity(request)
                    .getAgentsList()
                    .forEach(activity -> byId.put(activity.getAgentId(), activity));
        } catch (StatusRuntimeException e) {
            log.atDebug().setCause(e).log("agents shown without their activity");
        }
        return byId;
    }
}
