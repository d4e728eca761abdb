package dev.parley.cli.talk;

import dev.parley.proto.a2a.v1.Task;
import java.util.ArrayList;
import java.util.List;

/** Tasks as rows of a table for people, with a heading. */
public final class TaskTable {
    private static final int WORDS = 60;

    private TaskTable() {}

    public static List<List<String>> rows(List<Task> tasks) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TASK", "STATE", "AGENT", "SINCE", "RESULT"));
        for (Task task : tasks) {
            String agent = TaskText.member(TaskText.decision(task.getMetadata()), "agent");
            rows.add(List.of(
                    task.getId(),
                    TaskText.state(task.getStatus().getState()),
                    agent.isEmpty() ? "-" : agent,
                    TaskText.since(task),
                    shortened(TaskText.result(task))));
        }
        return rows;
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= WORDS ? line : line.substring(0, WORDS - 1) + "…";
    }
}
