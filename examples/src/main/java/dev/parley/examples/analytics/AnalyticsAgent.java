package dev.parley.examples.analytics;

import dev.parley.examples.analytics.Table.Column;
import dev.parley.examples.kit.Agent;
import dev.parley.examples.kit.AgentProgram;
import dev.parley.examples.kit.Cards;
import dev.parley.examples.kit.Parts;
import dev.parley.examples.kit.TaskContext;
import dev.parley.proto.a2a.v1.AgentCard;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Computes statistics over the numbers it is given and draws them. */
public final class AnalyticsAgent implements Agent {
    private static final int MOST_BARS = 30;
    private static final String WHAT_TO_SEND =
            "Send numbers in the text, a list of numbers or of objects as data, or a CSV file.";

    public static void main(String[] args) {
        new AgentProgram("analytics", Set.of(), options -> new AnalyticsAgent()).run(args);
    }

    @Override
    public AgentCard card(String url) {
        return Cards.card(
                        "Analytics",
                        "Computes statistics over numbers, tables and CSV files and draws charts of them.",
                        url,
                        new Cards.MeshHints(0.002, 80, 0.9))
                .addDefaultInputModes("application/json")
                .addDefaultInputModes("text/csv")
                .addDefaultOutputModes("application/json")
                .addDefaultOutputModes("image/svg+xml")
                .addSkills(Cards.skill(
                        "data_analysis",
                        "Data analysis",
                        "Analyses data: numbers, a table or a CSV file, column by column, and sums up what is in it.",
                        List.of("data", "analysis", "csv", "table", "numbers"),
                        List.of("Analyse this CSV file", "What do these measurements say?")))
                .addSkills(Cards.skill(
                        "statistics",
                        "Statistics",
                        "Computes count, sum, minimum, maximum, average (mean), median, standard deviation and quartiles "
                                + "of numbers.",
                        List.of("statistics", "average", "mean", "median", "standard deviation"),
                        List.of(
                                "Compute the average and standard deviation of these numbers: 3, 5, 8, 13",
                                "What is the median of 4 8 15 16 23 42?")))
                .addSkills(Cards.skill(
                        "chart",
                        "Chart",
                        "Draws a bar chart or line chart of numbers as an SVG image.",
                        List.of("chart", "plot", "graph", "svg", "visualization"),
                        List.of("Draw a bar chart of 3, 1, 4, 1, 5", "Plot these values as a line")))
                .build();
    }

    @Override
    public void run(TaskContext task) {
        try {
            Table table = TableReader.read(task.message());
            if (table.isEmpty()) {
                task.requireInput("There are no numbers in the message. " + WHAT_TO_SEND);
            } else {
                answer(task, table);
            }
        } catch (BadDataException bad) {
            task.requireInput(bad.text() + ". " + WHAT_TO_SEND);
        }
    }

    private static void answer(TaskContext task, Table table) {
        task.working("Looking at " + table.columns().size() + " column(s)");
        Map<String, Statistics> results = new LinkedHashMap<>();
        for (Column column : table.columns()) {
            results.put(column.name(), Statistics.of(column.values()));
        }
        task.artifact(
                "statistics", "Statistics", Parts.text(inWords(results, table.notes())), Parts.data(asJson(results)));
        Chart.Kind kind = kind(task, table);
        byte[] chart = Chart.draw(table.columns(), kind).getBytes(StandardCharsets.UTF_8);
        task.artifact("chart", "Chart", Parts.file(chart, "image/svg+xml", "chart.svg"));
        task.complete();
    }

    /** What the caller names; else bars as long as they can be told apart. */
    private static Chart.Kind kind(TaskContext task, Table table) {
        String wish = task.userMessages().stream()
                .map(Parts::textOf)
                .collect(Collectors.joining(" "))
                .toLowerCase(Locale.ROOT);
        boolean longest =
                table.columns().stream().anyMatch(column -> column.values().size() > MOST_BARS);
        boolean line = wish.contains("line") || (longest && !wish.contains("bar"));
        return line ? Chart.Kind.LINE : Chart.Kind.BAR;
    }

    private static Map<String, Object> asJson(Map<String, Statistics> results) {
        List<Object> columns = new ArrayList<>();
        results.forEach((name, statistics) -> {
            Map<String, Object> column = new LinkedHashMap<>();
            column.put("name", name);
            column.putAll(statistics.toJson());
            columns.add(column);
        });
        return Map.of("columns", columns);
    }

    private static String inWords(Map<String, Statistics> results, List<String> notes) {
        StringBuilder text = new StringBuilder();
        results.forEach((name, statistics) -> text.append(name)
                .append(": ")
                .append(statistics.toJson().entrySet().stream()
                        .map(entry -> entry.getKey() + " " + Figures.shown(((Number) entry.getValue()).doubleValue()))
                        .collect(Collectors.joining(", ")))
                .append('\n'));
        notes.forEach(note -> text.append("Note: ").append(note).append('\n'));
        return text.toString().strip();
    }
}
