package dev.parley.edge.operations;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.error.A2aException;

/** How many messages of a task's history a caller wants: none or more. The type alone would allow less. */
final class HistoryLength {
    private HistoryLength() {}

    /**
     * @param root where the request stands in what the caller sent
     * @throws A2aException INVALID_PARAMS with the JSON path
     */
    static void check(Message request, String root) {
        switch (request) {
            case GetTaskRequest get -> check(get.getHistoryLength(), root);
            case ListTasksRequest list -> check(list.getHistoryLength(), root);
            case SendMessageRequest send -> check(send.getConfiguration().getHistoryLength(), root + ".configuration");
            default -> {
                // the others do not ask for a history
            }
        }
    }

    private static void check(int wanted, String object) {
        if (wanted < 0) {
            throw A2aException.invalidParams(
                    object + ".historyLength", wanted + " (expected: a whole number from 0 on)");
        }
    }
}
