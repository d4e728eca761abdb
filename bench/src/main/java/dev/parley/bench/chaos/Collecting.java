package dev.parley.bench.chaos;

import dev.parley.bench.chaos.agent.AgentChild;
import dev.parley.bench.chaos.agent.AgentSort;
import dev.parley.bench.chaos.agent.Start;
import dev.parley.bench.chaos.agent.StartRecord;
import dev.parley.bench.chaos.check.Evidence;
import dev.parley.bench.chaos.check.Listed;
import dev.parley.bench.chaos.check.MeshReader;
import dev.parley.bench.chaos.fault.Arsenal;
import dev.parley.bench.chaos.load.MeshCalls;
import dev.parley.bench.chaos.load.Sent;
import dev.parley.bench.chaos.load.StreamEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Brings the records of callers, agents and mesh together. */
final class Collecting {
    private Collecting() {}

    static Evidence evidence(List<Sent> sent, List<AgentChild> agents, MeshCalls calls, Arsenal arsenal)
            throws IOException, InterruptedException {
        Map<String, Integer> starts = new HashMap<>();
        for (AgentChild agent : agents) {
            for (Start start : StartRecord.read(agent.starts())) {
                starts.merge(start.messageId(), 1, Integer::sum);
            }
        }
        MeshReader reader = new MeshReader(calls);
        List<Listed> tasks = new ArrayList<>();
        for (AgentSort sort : AgentSort.values()) {
            tasks.addAll(reader.tasks(sort));
        }
        return new Evidence(sent, starts, tasks, arsenal.journaled(), reader.replays(watched(sent, tasks)));
    }

    /** Tasks that have watchers and, as they must, an end: a journal that goes on cannot be read to it. */
    private static Map<String, AgentSort> watched(List<Sent> sent, List<Listed> tasks) {
        Set<String> ended = new HashSet<>();
        tasks.stream().filter(task -> StreamEvent.isEnd(task.state())).forEach(task -> ended.add(task.taskId()));
        Map<String, AgentSort> watched = new HashMap<>();
        for (Sent message : sent) {
            if (!message.watches().isEmpty()) {
                message.taskIds().stream()
                        .filter(ended::contains)
                        .forEach(id -> watched.put(id, message.order().agent()));
            }
        }
        return watched;
    }
}
