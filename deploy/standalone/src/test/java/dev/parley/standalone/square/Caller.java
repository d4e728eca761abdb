package dev.parley.standalone.square;

import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import java.util.List;

/** One way to call an agent through the mesh. What comes back is told in 1.0's words. */
interface Caller {
    Speech speech();

    /** Sends a text and waits for the task. */
    Task send(String agentId, String text) throws Exception;

    /** Sends a text and does not wait. */
    Task begin(String agentId, String text) throws Exception;

    /** Sends a text and reads its events to the end. */
    List<StreamResponse> stream(String agentId, String text) throws Exception;

    /** Sends the next text of a task and waits. */
    Task reply(String agentId, String taskId, String text) throws Exception;

    Task get(String agentId, String taskId) throws Exception;

    Task cancel(String agentId, String taskId) throws Exception;

    /** The error that the mesh gave for what was refused, as this binding and version tell it. */
    final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String error) {
            super(error);
        }
    }
}
