package dev.parley.task.running;

import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.router.v1.Need;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.router.v1.RouteRequest;
import dev.parley.proto.router.v1.RouterServiceGrpc.RouterServiceBlockingStub;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks the router who may serve, and the journal what an agent calls our contexts and tasks. */
public final class RouterRouting implements Routing {
    private static final int MAX_REFERENCES = 20;

    private final RouterServiceBlockingStub router;
    private final JournalStore store;

    public RouterRouting(RouterServiceBlockingStub router, JournalStore store) {
        this.router = router;
        this.store = store;
    }

    @Override
    public RouteDecision choose(TaskRow task, String agent, SendMessageCall call, boolean continues) {
        RouteRequest.Builder request =
                RouteRequest.newBuilder().setTaskId(task.key().toString());
        if (agent.isEmpty()) {
            request.setNeed(needOf(call))
                    .setPreferredAgentId(continues ? preferred(task) : "")
                    .addAllExtensions(Extensions.activated(call.getRequest().getMessage(), call.getContext()));
        } else {
            request.setAgentId(agent);
        }
        try {
            return router.withDeadlineAfter(10, TimeUnit.SECONDS).route(request.build());
        } catch (StatusRuntimeException e) {
            throw RpcErrors.fromStatus(e);
        }
    }

    /** The caller's need, or the text of its message. */
    private static Need needOf(SendMessageCall call) {
        Need need = call.getNeed();
        return need.getText().isBlank() && need.getSkillsCount() == 0 && need.getTagsCount() == 0
                ? need.toBuilder()
                        .setText(Messages.textOf(call.getRequest().getMessage()))
                        .build()
                : need;
    }

    private String preferred(TaskRow task) {
        return store.newestOfContext(task.key().tenant(), task.subject(), task.contextId(), "")
                .map(TaskRow::agent)
                .orElse("");
    }

    @Override
    public String remoteContext(TaskRow task, String agent) {
        return store.newestOfContext(task.key().tenant(), task.subject(), task.contextId(), agent)
                .map(TaskRow::remoteContext)
                .orElse("");
    }

    @Override
    public List<String> remoteTasks(TaskRow task, String agent, List<String> ours) {
        return ours.stream()
                .limit(MAX_REFERENCES)
                .flatMap(id -> TaskKey.tryParse(task.key().tenant(), id).stream())
                .flatMap(key -> store.find(key).stream())
                .filter(row -> row.subject().equals(task.subject())
                        && row.agent().equals(agent)
                        && !row.remoteTask().isEmpty())
                .map(TaskRow::remoteTask)
                .toList();
    }
}
