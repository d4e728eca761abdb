package dev.parley.task.postgres;

import java.util.List;

/**
 * The tables that have a partition for each day of task ids. This is the one list of them: partitions are made, archived and dropped by it.
 * A table that is added has columns {@code tenant} (the first) and {@code task_id}, and its migration makes the partitions that tasks have already.
 */
final class DayTables {
    static final List<DayTable> ALL = List.of(
            // A2A's states that are ends
            new DayTable("task", "tenant, task_id", "state NOT IN (3, 4, 5, 7)", List.of("snapshot")),
            new DayTable("journal", "tenant, task_id, seq", "", List.of()),
            new DayTable(
                    "push_config", "tenant, task_id, config_id", "state = 1", List.of("token", "auth_credentials")),
            new DayTable("resumed", "tenant, task_id", "", List.of()),
            new DayTable("checkpoint", "tenant, task_id", "", List.of()),
            // an open letter keeps no day: what nobody redrives in the time that tasks are kept goes with them
            new DayTable("dead_letter", "tenant, task_id, config_id", "", List.of()));

    private DayTables() {}

    /**
     * @param key its primary key, which is the order in which it is archived
     * @param unfinished which rows keep their day from going; empty: none do
     * @param notArchived columns that follow from others, or are secrets
     */
    record DayTable(String name, String key, String unfinished, List<String> notArchived) {}
}
