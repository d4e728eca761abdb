package dev.parley.examples.kit;

import dev.parley.proto.a2a.v1.AgentCard;

/**
 * What an agent is, apart from the server around it: a card, and what it does with one message. One instance serves all
 * tasks at the same time, each on a virtual thread of its own, so it may block and must keep its state in the task.
 */
public interface Agent {
    /**
     * What the agent says of itself.
     *
     * @param url where callers reach it, with a trailing slash
     */
    AgentCard card(String url);

    /**
     * Takes one message to its end. Returning without an end counts as {@link TaskContext#complete()}; an exception fails
     * the task: an {@link dev.parley.proto.error.A2aException} with its own text, any other with a fixed one. A caller that
     * goes away does not end a run; a cancel interrupts its thread.
     *
     * @throws Exception if the task cannot be done
     */
    void run(TaskContext task) throws Exception;
}
