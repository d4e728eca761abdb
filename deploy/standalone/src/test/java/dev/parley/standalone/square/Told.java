package dev.parley.standalone.square;

import dev.parley.standalone.square.Speech.Version;

/** An error as a caller is told it: a number or a status, and a name where its version and binding have one. */
enum Told {
    TASK_NOT_FOUND("-32001", "NOT_FOUND", "404", "404", "TaskNotFoundError"),
    CONTENT_TYPE_NOT_SUPPORTED("-32005", "INVALID_ARGUMENT", "400", "415", "ContentTypeNotSupportedError");

    private final String jsonRpc;
    private final String grpc;
    private final String http;
    private final String oldHttp;
    private final String oldName;

    Told(String jsonRpc, String grpc, String http, String oldHttp, String oldName) {
        this.jsonRpc = jsonRpc;
        this.grpc = grpc;
        this.http = http;
        this.oldHttp = oldHttp;
        this.oldName = oldName;
    }

    String to(Speech speech) {
        boolean now = speech.version() == Version.V1_0;
        String name = now ? name() : oldName;
        return switch (speech.binding()) {
            case JSON_RPC, WEB_SOCKET -> now ? jsonRpc + " " + name : jsonRpc;
            case HTTP_JSON -> (now ? http : oldHttp) + " " + name;
            case GRPC -> grpc + " " + name;
        };
    }
}
