package dev.parley.standalone.square;

import dev.parley.proto.jsonrpc.A2aMethod;

/** How one side speaks: a version of A2A and a binding. */
record Speech(Version version, Binding binding) {
    enum Version {
        V1_0("1.0"),
        V0_3("0.3"),
        V0_2("0.2"),
        V0_1("0.1");

        private final String number;

        Version(String number) {
            this.number = number;
        }
    }

    enum Binding {
        JSON_RPC("JSON-RPC", "JSONRPC"),
        HTTP_JSON("HTTP+JSON", "HTTP+JSON"),
        GRPC("gRPC", "GRPC"),
        WEB_SOCKET("WebSocket", "");

        private final String title;
        private final String inCards;

        Binding(String title, String inCards) {
            this.title = title;
            this.inCards = inCards;
        }

        /** The name in cards. */
        String inCards() {
            return inCards;
        }
    }

    /** Whether a caller that speaks so can ask for it: the one place that says what a cell leaves out. */
    boolean has(A2aMethod operation) {
        return switch (operation) {
            case SEND_MESSAGE,
                    SEND_STREAMING_MESSAGE,
                    GET_TASK,
                    CANCEL_TASK,
                    SUBSCRIBE_TO_TASK,
                    CREATE_TASK_PUSH_NOTIFICATION_CONFIG,
                    GET_TASK_PUSH_NOTIFICATION_CONFIG -> true;
            // before 1.0 in none; the mesh has it in 0.3 where a method or a path can be added
            case LIST_TASKS -> version == Version.V1_0 || (version == Version.V0_3 && binding != Binding.GRPC);
            case LIST_TASK_PUSH_NOTIFICATION_CONFIGS, DELETE_TASK_PUSH_NOTIFICATION_CONFIG -> version != Version.V0_1;
            // of cards other tests know
            case GET_EXTENDED_AGENT_CARD -> false;
        };
    }

    @Override
    public String toString() {
        return version.number + " " + binding.title;
    }
}
