package dev.parley.bench.chaos.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.bench.chaos.agent.AgentSort;
import dev.parley.bench.chaos.agent.Script;
import dev.parley.bench.chaos.load.Form;
import dev.parley.bench.chaos.load.Order;
import dev.parley.bench.chaos.load.Sent;
import dev.parley.bench.chaos.load.StreamEvent;
import dev.parley.bench.chaos.load.Watch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records of one message that went well, to be bent. Its journal shows the numbers 3 to 7. */
final class Records {
    static final String TASK = "01900000-0000-7000-8000-000000000001";
    static final String MESSAGE = "run-0";
    static final Script SCRIPT = new Script(7, 3, 0, 10, Script.Cut.NONE, 1);

    final Sent sent;
    final Map<String, Integer> starts = new HashMap<>(Map.of(MESSAGE, 1));
    final List<Listed> tasks = new ArrayList<>();
    final Map<String, Watch> replays = new HashMap<>();
    /** Null: the message as the others have it. */
    @Nullable
    Journaled journaled;

    Records(AgentSort agent) {
        sent = new Sent(new Order(0, agent, Form.WATCHED, SCRIPT, false, 0, false), MESSAGE, 0);
    }

    /** A task that was watched from the first event to the end. */
    static Records good() {
        Records records = new Records(AgentSort.KEEPING);
        records.sent.acknowledged(TASK, 1);
        records.sent.over("TASK_STATE_COMPLETED", 2);
        watch(records.sent.watch(true), 3, 4, 5, 6, 7);
        records.tasks.add(listed("TASK_STATE_COMPLETED", "", SCRIPT.content()));
        records.replays.put(TASK, watch(new Watch(true), 3, 4, 5, 6, 7));
        return records;
    }

    static Listed listed(String state, String reason, String content) {
        return new Listed(TASK, state, reason, content, List.of(MESSAGE));
    }

    /** Lets it see events of the journal of the good task, by their numbers. */
    static Watch watch(Watch watch, long... numbers) {
        for (long number : numbers) {
            watch.event(event(number, number));
        }
        return watch;
    }

    /** An event of the good task under a number that may be another. */
    static StreamEvent event(long number, long content) {
        String json = switch ((int) content) {
            case 3 -> "{\"task\":{\"id\":\"%s\",\"status\":{\"state\":\"TASK_STATE_WORKING\"}}}".formatted(TASK);
            case 7 ->
                "{\"statusUpdate\":{\"taskId\":\"%s\",\"status\":{\"state\":\"TASK_STATE_COMPLETED\"}}}"
                        .formatted(TASK);
            default ->
                "{\"artifactUpdate\":{\"taskId\":\"%s\",\"append\":true,\"artifact\":{\"parts\":[{\"text\":\"%s\"}]}}}"
                        .formatted(TASK, SCRIPT.chunk((int) content - 4));
        };
        try {
            return new StreamEvent(number, new JsonMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Violation.Kind> kinds() {
        return check().stream().map(Violation::kind).toList();
    }

    List<Violation> check() {
        Journaled there = journaled != null ? journaled : new Journaled(sent.isAcknowledged() ? 1 : 0, 0, 0);
        return Checker.check(
                new Evidence(List.of(sent), starts, tasks, Map.of(sent.order().agent(), there), replays));
    }
}
