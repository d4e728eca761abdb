package dev.parley.task.running;

import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.journal.TaskRow;
import java.util.List;

/** What the router makes of a task. */
interface Routing {
    /**
     * Who may serve this message, perhaps nobody.
     *
     * @param agent the agent that has the task already; empty for a new one
     * @param continues the context may have had tasks before
     * @throws A2aException OVERLOADED or DEADLINE_EXCEEDED when nobody can tell now
     */
    RouteDecision choose(TaskRow task, String agent, SendMessageCall call, boolean continues);

    /** The agent's own id of the task's context; empty for a conversation it does not know. */
    String remoteContext(TaskRow task, String agent);

    /** The agent's ids of those of our tasks that it served itself; the others are left out. */
    List<String> remoteTasks(TaskRow task, String agent, List<String> ours);
}
