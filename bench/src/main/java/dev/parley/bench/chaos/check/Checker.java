package dev.parley.bench.chaos.check;

import dev.parley.bench.chaos.agent.AgentSort;
import dev.parley.bench.chaos.check.Violation.Kind;
import dev.parley.bench.chaos.load.Sent;
import dev.parley.bench.chaos.load.StreamEvent;
import dev.parley.bench.chaos.load.Watch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds in the records of a run everything that must not be. Needs no mesh; one thread. */
public final class Checker {
    private final Evidence evidence;
    private final Map<String, Listed> tasks = new HashMap<>();
    private final Map<String, Set<String>> tasksOfMessage = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    private Checker(Evidence evidence) {
        this.evidence = evidence;
        for (Listed task : evidence.tasks()) {
            tasks.put(task.taskId(), task);
            task.messageIds()
                    .forEach(id -> tasksOfMessage
                            .computeIfAbsent(id, ignored -> new HashSet<>())
                            .add(task.taskId()));
        }
    }

    /** All of them, message by message; none when everything is as it should. */
    public static List<Violation> check(Evidence evidence) {
        Checker checker = new Checker(evidence);
        evidence.sent().forEach(checker::check);
        checker.checkForeign();
        for (AgentSort agent : AgentSort.values()) {
            checker.checkJournal(agent);
        }
        return List.copyOf(checker.violations);
    }

    private void check(Sent sent) {
        checkCaller(sent);
        checkOnce(sent);
        if (sent.bareAnswers().isEmpty()) {
            sent.taskIds().stream().limit(1).forEach(id -> checkTask(sent, id));
            sent.watches().forEach(watch -> checkWatch(sent, watch));
        }
    }

    private void checkCaller(Sent sent) {
        if (!sent.refusal().isEmpty()) {
            add(Kind.LOST, subject(sent), "refused: " + sent.refusal());
        } else if (!sent.isAcknowledged()) {
            add(Kind.STUCK, subject(sent), "never acknowledged, after " + sent.tries() + " tries");
        } else if (!sent.isOver()) {
            add(Kind.STUCK, subject(sent), "its caller never saw the end");
        }
        if (sent.wrongContent()) {
            add(Kind.WRONG, subject(sent), "the bare answer is not what the agent says");
        }
    }

    private void checkOnce(Sent sent) {
        if (sent.taskIds().size() > 1) {
            add(Kind.DUPLICATED, subject(sent), "one key was answered with the tasks " + sent.taskIds());
        }
        if (sent.bareAnswers().size() > 1) {
            add(Kind.DUPLICATED, subject(sent), "one key was answered with the messages " + sent.bareAnswers());
        }
        Set<String> made = tasksOfMessage.getOrDefault(sent.messageId(), Set.of());
        if (made.size() > 1) {
            add(Kind.DUPLICATED, subject(sent), "one message made the tasks " + made);
        }
        int starts = starts(sent);
        if (starts > 1) {
            add(Kind.DUPLICATED, subject(sent), "its agent was started " + starts + " times");
        }
        if (starts == 0 && !sent.bareAnswers().isEmpty()) {
            add(Kind.WRONG, subject(sent), "answered, but no agent was started");
        }
    }

    private int starts(Sent sent) {
        return evidence.starts().getOrDefault(sent.messageId(), 0);
    }

    private void checkTask(Sent sent, String id) {
        Listed task = tasks.get(id);
        if (task == null) {
            add(Kind.LOST, id, "acknowledged, and not among the mesh's tasks");
            return;
        }
        if (!task.messageIds().isEmpty() && !task.messageIds().contains(sent.messageId())) {
            add(Kind.WRONG, id, "it is of " + task.messageIds() + " (expected: " + sent.messageId() + ")");
        }
        if (!StreamEvent.isEnd(task.state())) {
            add(Kind.STUCK, id, "it is " + task.state());
            return;
        }
        if (sent.isOver() && !sent.end().isEmpty() && !sent.end().equals(task.state())) {
            add(Kind.DUPLICATED, id, "its caller saw it end " + sent.end() + ", and it is " + task.state());
        }
        checkEnd(sent, task);
    }

    private void checkEnd(Sent sent, Listed task) {
        if (task.state().equals(Ends.COMPLETED)) {
            boolean complete = task.content().equals(sent.order().script().content());
            if (!complete && sent.order().agent() != AgentSort.BARE) {
                add(Kind.WRONG, task.taskId(), "completed with \"" + task.content() + "\"");
            }
            if (starts(sent) == 0) {
                add(Kind.WRONG, task.taskId(), "completed, but no agent was started");
            }
        } else if (!task.state().equals(Ends.FAILED) || !Ends.isKnown(task.reason())) {
            add(Kind.WRONG, task.taskId(), "it ended " + task.state() + ", \"" + task.reason() + "\"");
        }
    }

    private void checkWatch(Sent sent, Watch watch) {
        String id = sent.taskIds().isEmpty() ? sent.messageId() : sent.taskIds().getFirst();
        if (watch.end().isEmpty()) {
            if (sent.isOver() && sent.refusal().isEmpty()) {
                add(Kind.STUCK, id, "a watcher never saw the end, the last number it saw was " + watch.last());
            }
            return;
        }
        if (watch.end().equals(Ends.COMPLETED)
                && !watch.text().equals(sent.order().script().content())) {
            add(Kind.WRONG, id, "a watcher read \"" + watch.text() + "\"");
        }
        Watch replay = evidence.replays().get(id);
        if (replay == null || replay.end().isEmpty()) {
            add(Kind.LOST, id, "its journal cannot be read to the end");
        } else {
            checkAgainst(replay, watch, id);
        }
    }

    /** A watcher sees what a later one sees, from where it began to where it stopped. */
    private void checkAgainst(Watch replay, Watch watch, String id) {
        String problem = Sequences.difference(replay, watch);
        if (!problem.isEmpty()) {
            add(Kind.GAP, id, problem);
        }
    }

    /** Tasks of nobody's message, which only a mesh can have made that does something twice. */
    private void checkForeign() {
        Set<String> acknowledged = new HashSet<>();
        evidence.sent().forEach(sent -> acknowledged.addAll(sent.taskIds()));
        Set<String> unanswered = new HashSet<>();
        evidence.sent().stream()
                .filter(sent -> sent.taskIds().isEmpty())
                .forEach(sent -> unanswered.add(sent.messageId()));
        for (Listed task : evidence.tasks()) {
            if (!acknowledged.contains(task.taskId())
                    && task.messageIds().stream().noneMatch(unanswered::contains)) {
                add(Kind.DUPLICATED, task.taskId(), "no caller was told of it; it is of " + task.messageIds());
            }
        }
    }

    /** Each message is in the journal once, from its first entry to one end: for bare answers, of which no task is listed, this is the proof. */
    private void checkJournal(AgentSort agent) {
        Journaled journaled = evidence.journaled().getOrDefault(agent, Journaled.NOTHING);
        List<Sent> all = evidence.sent().stream()
                .filter(sent -> sent.order().agent() == agent)
                .toList();
        long acknowledged = all.stream().filter(Sent::isAcknowledged).count();
        int there = journaled.ended() + journaled.open();
        if (there < acknowledged) {
            add(
                    Kind.LOST,
                    agent.id(),
                    acknowledged + " messages were acknowledged, and " + there + " are in the journal");
        }
        if (there > all.size()) {
            add(Kind.DUPLICATED, agent.id(), all.size() + " messages were sent, and " + there + " are in the journal");
        }
        if (journaled.open() > 0) {
            add(Kind.STUCK, agent.id(), journaled.open() + " messages have no end in the journal");
        }
        if (journaled.torn() > 0) {
            add(Kind.GAP, agent.id(), journaled.torn() + " messages have a journal with a gap");
        }
    }

    private static String subject(Sent sent) {
        return sent.taskIds().isEmpty() ? sent.messageId() : sent.taskIds().getFirst();
    }

    private void add(Kind kind, String subject, String what) {
        violations.add(new Violation(kind, subject, what));
    }
}
