package dev.parley.bench.chaos.check;

import dev.parley.bench.chaos.agent.AgentSort;
import dev.parley.bench.chaos.load.Sent;
import dev.parley.bench.chaos.load.Watch;
import java.util.List;
import java.util.Map;

/**
 * All records of a run.
 *
 * @param sent what the callers saw
 * @param starts how often agents were given each message, by its id
 * @param tasks all that the mesh has at the agents' addresses
 * @param journaled what its database has
 * @param replays what a watcher sees who comes afterwards and wants all, by task; of every task that was watched
 */
public record Evidence(
        List<Sent> sent,
        Map<String, Integer> starts,
        List<Listed> tasks,
        Map<AgentSort, Journaled> journaled,
        Map<String, Watch> replays) {
    public Evidence {
        sent = List.copyOf(sent);
        starts = Map.copyOf(starts);
        tasks = List.copyOf(tasks);
        journaled = Map.copyOf(journaled);
        replays = Map.copyOf(replays);
    }
}
