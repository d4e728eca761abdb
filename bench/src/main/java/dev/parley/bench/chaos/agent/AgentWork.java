package dev.parley.bench.chaos.agent;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one agent has begun. Bounded by the length of a run: nothing is forgotten, for the mesh may ask for the oldest task. Safe for
 * concurrent use.
 */
final class AgentWork {
    private final AgentSort sort;
    private final StartRecord record;
    private final InstantSource clock;
    private final Map<String, ScriptedTask> tasks = new ConcurrentHashMap<>();

    private AgentWork(AgentSort sort, StartRecord record, InstantSource clock) {
        this.sort = sort;
        this.record = record;
        this.clock = clock;
    }

    /** Goes on with what the file has, if the agent is one that keeps its tasks. */
    static AgentWork open(AgentSort sort, Path starts, InstantSource clock) throws IOException {
        AgentWork work = new AgentWork(sort, StartRecord.open(starts), clock);
        if (sort.keeps()) {
            StartRecord.read(starts).forEach(start -> work.tasks.put(start.taskId(), new ScriptedTask(start)));
        }
        return work;
    }

    /**
     * A new task, every time: what comes twice shall be seen twice.
     *
     * @throws A2aException INVALID_PARAMS for a text that is no script
     */
    ScriptedTask begin(Message message) {
        String text = message.getPartsCount() == 0 ? "" : message.getParts(0).getText();
        String context = message.getContextId().isEmpty() ? UUID.randomUUID().toString() : message.getContextId();
        try {
            Start start =
                    new Start(message.getMessageId(), UUID.randomUUID().toString(), context, clock.millis(), text);
            ScriptedTask task = new ScriptedTask(start);
            record.add(start);
            if (sort != AgentSort.BARE) {
                tasks.put(task.id(), task);
            }
            return task;
        } catch (IllegalArgumentException e) {
            throw A2aException.invalidParams("$.params.message.parts[0].text", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws A2aException TASK_NOT_FOUND */
    ScriptedTask require(String id) {
        ScriptedTask task = tasks.get(id);
        if (task == null) {
            throw new A2aException(A2aErrorCode.TASK_NOT_FOUND, "Task " + id + " (expected: one that this agent has)");
        }
        return task;
    }

    long nowMillis() {
        return clock.millis();
    }
}
