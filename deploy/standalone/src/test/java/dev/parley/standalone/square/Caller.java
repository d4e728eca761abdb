package dev.parley.standalone.square;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import java.util.ArrayList;
import java.util.List;

/** One way to call an agent through the mesh. What it asks and what comes back is told in 1.0's words. */
interface Caller {
    Speech speech();

    Address address();

    /** What the README's table calls it. */
    default String title() {
        return speech() + address().title();
    }

    /**
     * An operation that answers once.
     *
     * @param request of 1.0; its type says which operation
     * @throws Refused when the mesh answers with an error
     */
    Message call(String agentId, Message request) throws Exception;

    /** An operation that streams; returns when the stream has ended. */
    void stream(String agentId, Message request, Events events) throws Exception;

    /** Takes each event as it comes; may call in between. */
    interface Events {
        void take(StreamResponse event) throws Exception;
    }

    /** Sends and waits for the task. */
    default Task send(String agentId, SendMessageRequest request) throws Exception {
        return ((SendMessageResponse) call(agentId, request)).getTask();
    }

    default Task send(String agentId, String text) throws Exception {
        return send(agentId, Texts.message(text, true));
    }

    /** Sends and does not wait. */
    default Task begin(String agentId, String text) throws Exception {
        return send(agentId, Texts.message(text, false));
    }

    /** Sends the next text of a task and waits. */
    default Task reply(String agentId, String taskId, String text) throws Exception {
        return send(agentId, Texts.reply(taskId, text));
    }

    /** Sends a text and reads its events to the end. */
    default List<StreamResponse> stream(String agentId, String text) throws Exception {
        List<StreamResponse> events = new ArrayList<>();
        stream(agentId, Texts.message(text, true), events::add);
        return events;
    }

    default Task get(String agentId, String taskId) throws Exception {
        return (Task) call(agentId, GetTaskRequest.newBuilder().setId(taskId).build());
    }

    default Task cancel(String agentId, String taskId) throws Exception {
        return (Task) call(agentId, CancelTaskRequest.newBuilder().setId(taskId).build());
    }

    /** The error that the mesh gave for what was refused, as this binding and version tell it. */
    final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        /** @param error its number or status, and its name where it has one */
        Refused(String error) {
            super(error.strip());
        }
    }
}
