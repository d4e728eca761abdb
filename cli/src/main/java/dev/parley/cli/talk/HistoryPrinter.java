package dev.parley.cli.talk;

import com.google.protobuf.Timestamp;
import dev.parley.cli.output.Format;
import dev.parley.cli.output.Terminal;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.task.v1.EarlierTask;
import dev.parley.proto.task.v1.HistoryEntry;
import dev.parley.proto.task.v1.TaskFacts;
import dev.parley.proto.task.v1.TaskHistory;
import dev.parley.proto.task.v1.WatcherResume;
import dev.parley.proto.task.v1.WebhookDelivery;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;

/** Prints a task's life: a line for each thing that happened, in the order of time; or pages as JSON, one a line. */
final class HistoryPrinter {
    private final Terminal terminal;
    private final Format format;
    private final Deque<WatcherResume> resumes = new ArrayDeque<>();

    HistoryPrinter(Terminal terminal, Format format) {
        this.terminal = terminal;
        this.format = format;
    }

    void print(Iterator<TaskHistory> pages) {
        TaskHistory first = null;
        while (pages.hasNext()) {
            TaskHistory page = pages.next();
            if (format == Format.json) {
                terminal.data(ProtoJson.toString(page));
                continue;
            }
            if (first == null) {
                first = page;
                begin(page);
            }
            page.getEntriesList().forEach(this::print);
        }
        if (first != null) {
            end(first);
        }
    }

    private void begin(TaskHistory page) {
        TaskFacts task = page.getTask();
        terminal.note("task " + task.getTaskId() + " of " + task.getSubject() + " at "
                + (task.getEndpoint().isEmpty() ? "the mesh's own endpoint" : task.getEndpoint()) + " is "
                + TaskText.state(task.getState())
                + (task.getAgentId().isEmpty() ? "" : ", with " + task.getAgentId()));
        for (EarlierTask earlier : page.getEarlierList().reversed()) {
            terminal.data("earlier: " + HistoryText.link(earlier.getLink()));
            earlier.getEntriesList().forEach(this::print);
        }
        if (page.getEarlierCount() > 0) {
            terminal.data("this one:");
        }
        page.getWatchers().getFirstList().stream()
                .sorted(Comparator.comparing(resume -> instant(resume.getAt())))
                .forEach(resumes::add);
    }

    private void print(HistoryEntry entry) {
        while (!resumes.isEmpty() && instant(resumes.peekFirst().getAt()).isBefore(instant(entry.getAt()))) {
            print(resumes.removeFirst());
        }
        HistoryText.lines(entry)
                .forEach(line -> line(entry.getAt(), Long.toString(entry.getSequence()), line.what(), line.words()));
    }

    private void print(WatcherResume resume) {
        line(
                resume.getAt(),
                "",
                "watcher",
                "came back behind " + resume.getAfterSequence() + (resume.getResent() ? ", sending again" : ""));
    }

    private void end(TaskHistory first) {
        resumes.forEach(this::print);
        long unlisted = first.getWatchers().getTimes() - first.getWatchers().getFirstCount();
        if (unlisted > 0) {
            terminal.note("watchers came back " + unlisted + " times more");
        }
        first.getWebhooksList().forEach(this::print);
    }

    private void print(WebhookDelivery webhook) {
        terminal.data("webhook " + webhook.getConfigId() + " is "
                + webhook.getState().name().toLowerCase(Locale.ROOT).replace('_', '-') + ": " + webhook.getDelivered()
                + " delivered, up to " + webhook.getDeliveredSequence()
                + (webhook.getLastError().isEmpty() ? "" : ", last " + webhook.getLastError()));
    }

    private void line(Timestamp at, String sequence, String what, String words) {
        terminal.data("%-24s %4s  %-9s %s"
                .formatted(instant(at).truncatedTo(ChronoUnit.MILLIS), sequence, what, words)
                .stripTrailing());
    }

    private static Instant instant(Timestamp at) {
        return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    }
}
