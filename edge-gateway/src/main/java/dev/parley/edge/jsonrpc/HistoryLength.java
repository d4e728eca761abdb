package dev.parley.edge.jsonrpc;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.error.A2aException;

/** How many messages of a task's history a caller wants: none or more. The type alone would allow less. */
final class HistoryLength {
    private HistoryLength() {}

    /** @throws A2aException INVALID_PARAMS with the JSON path */
    static void check(Message params) {
        switch (params) {
            case GetTaskRequest get -> check(get.getHistoryLength(), "$.params");
            case ListTasksRequest list -> check(list.getHistoryLength(), "$.params");
            case SendMessageRequest send -> check(send.getConfiguration().getHistoryLength(), "$.params.configuration");
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
