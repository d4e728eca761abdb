package dev.parley.standalone.square;

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

    @Override
    public String toString() {
        return version.number + " " + binding.title;
    }
}
