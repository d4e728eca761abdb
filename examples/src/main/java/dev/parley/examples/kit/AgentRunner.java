package dev.parley.examples.kit;

import dev.parley.proto.error.A2aException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** Runs an agent's turns, each on a virtual thread of its own, and sees to it that each comes to an end. */
final class AgentRunner {
    private static final Logger LOG = System.getLogger(AgentRunner.class.getName());

    private final Agent agent;
    private final TaskStore store;
    private final Supplier<String> ids;
    private final ExecutorService threads;

    AgentRunner(Agent agent, TaskStore store, Supplier<String> ids, ExecutorService threads) {
        this.agent = agent;
        this.store = store;
        this.ids = ids;
        this.threads = threads;
    }

    void start(LiveTask.Turn turn) {
        threads.execute(() -> work(turn));
    }

    private void work(LiveTask.Turn turn) {
        Thread thread = Thread.currentThread();
        if (turn.task().takenBy(thread, turn.number())) {
            try {
                runToTheEnd(turn);
            } finally {
                turn.task().leftBy(thread);
            }
        }
        store.rest(turn.task());
    }

    private void runToTheEnd(LiveTask.Turn turn) {
        TaskContext context = new TaskContext(turn, ids);
        try {
            agent.run(context);
            if (turn.task().isTurn(turn.number())) {
                context.complete();
            }
        } catch (TaskCanceledException canceled) {
            // the task says CANCELED already
        } catch (A2aException refusal) {
            failUnlessOver(turn, context, refusal.text());
        } catch (Exception | StackOverflowError fault) {
            if (!context.isCanceled()) { // else most likely the interrupt itself, in some wrapping
                LOG.log(Level.ERROR, "agent failed task_id=" + context.taskId(), fault);
                failUnlessOver(turn, context, "The agent failed for a reason it did not expect; its log says more");
            }
        }
    }

    private static void failUnlessOver(LiveTask.Turn turn, TaskContext context, String text) {
        try {
            if (turn.task().isTurn(turn.number())) {
                context.fail(text);
            }
        } catch (TaskCanceledException canceled) {
            // canceled between the two lines above
        }
    }
}
