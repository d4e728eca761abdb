package dev.parley.bench.chaos.load;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one caller knows of its message. Written by its caller's threads, read by others when {@link #isOver} or when all callers have
 * ended; safe for concurrent use.
 */
public final class Sent {
    private static final int MOST_WATCHES = 2;

    private final Order order;
    private final String messageId;
    private final long dueNanos;
    private final List<Watch> watches = new ArrayList<>(MOST_WATCHES);
    private final Set<String> taskIds = new LinkedHashSet<>(2);
    private final Set<String> bareAnswers = new LinkedHashSet<>(2);
    private long acknowledgedNanos;
    private long overNanos;
    private int tries;
    private boolean wrongContent;
    private String end = "";
    private String refusal = "";

    public Sent(Order order, String messageId, long dueNanos) {
        this.order = order;
        this.messageId = messageId;
        this.dueNanos = dueNanos;
    }

    public Order order() {
        return order;
    }

    public String messageId() {
        return messageId;
    }

    public long dueNanos() {
        return dueNanos;
    }

    /** Of the send, the same every time. */
    String params(boolean returnImmediately) {
        return "{\"message\":{\"messageId\":\"" + messageId + "\",\"role\":\"ROLE_USER\",\"parts\":[{\"text\":\""
                + order.script().text() + "\"}]}"
                + (returnImmediately ? ",\"configuration\":{\"returnImmediately\":true}}" : "}");
    }

    /** The header under which it counts once. */
    Map<String, String> key() {
        return Map.of("Idempotency-Key", messageId);
    }

    synchronized void tried() {
        tries++;
    }

    public synchronized int tries() {
        return tries;
    }

    /** The mesh said which task it is. */
    public synchronized void acknowledged(String taskId, long nowNanos) {
        if (taskIds.isEmpty() && bareAnswers.isEmpty()) {
            acknowledgedNanos = nowNanos;
        }
        taskIds.add(taskId);
    }

    /** The agent's bare Message came back. */
    public synchronized void answeredBare(String answerId, boolean asScripted, long nowNanos) {
        if (taskIds.isEmpty() && bareAnswers.isEmpty()) {
            acknowledgedNanos = nowNanos;
        }
        bareAnswers.add(answerId);
        wrongContent |= !asScripted;
        over("MESSAGE", nowNanos);
    }

    /** What an answer to a send says: a bare Message, or which task it is; true for a task. */
    boolean answered(StreamEvent event, long nowNanos) {
        if (event.isMessage()) {
            answeredBare(
                    event.messageId(), event.messageText().equals(order.script().content()), nowNanos);
            return false;
        }
        acknowledged(event.taskId(), nowNanos);
        return true;
    }

    /** The caller saw the end. */
    public synchronized void over(String state, long nowNanos) {
        if (overNanos == 0) {
            overNanos = nowNanos;
            end = state;
        }
    }

    /** The mesh said no, and not to come again. */
    public synchronized void refused(String why, long nowNanos) {
        refusal = why;
        over("", nowNanos);
    }

    /** One who watches its task. */
    public synchronized Watch watch(boolean fromStart) {
        Watch watch = new Watch(fromStart);
        watches.add(watch);
        return watch;
    }

    /** All task ids that this message's sends were answered with. */
    public synchronized List<String> taskIds() {
        return List.copyOf(taskIds);
    }

    /** The ids of all bare answers. */
    public synchronized List<String> bareAnswers() {
        return List.copyOf(bareAnswers);
    }

    public synchronized boolean wrongContent() {
        return wrongContent;
    }

    public synchronized boolean isAcknowledged() {
        return !taskIds.isEmpty() || !bareAnswers.isEmpty();
    }

    /** By {@link System#nanoTime}; means nothing before it is acknowledged. */
    public synchronized long acknowledgedNanos() {
        return acknowledgedNanos;
    }

    public synchronized boolean isOver() {
        return overNanos != 0;
    }

    public synchronized long overNanos() {
        return overNanos;
    }

    /** The state in which the caller saw it end, {@code MESSAGE} for a bare answer; empty when it saw none. */
    public synchronized String end() {
        return end;
    }

    /** Why it was refused for good; empty when it was not. */
    public synchronized String refusal() {
        return refusal;
    }

    public synchronized List<Watch> watches() {
        return List.copyOf(watches);
    }
}
