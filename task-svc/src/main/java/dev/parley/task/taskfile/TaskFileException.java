package dev.parley.task.taskfile;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;

/** A file cannot be taken: what is wrong with it, and where. */
final class TaskFileException extends Exception {
    private static final long serialVersionUID = 1;

    private final A2aErrorCode code;

    TaskFileException(String message) {
        this(A2aErrorCode.INVALID_PARAMS, message);
    }

    TaskFileException(A2aErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    static TaskFileException atLine(long line, String problem) {
        return new TaskFileException("line " + line + " " + problem);
    }

    static TaskFileException tooLarge(String message) {
        return new TaskFileException(A2aErrorCode.PAYLOAD_TOO_LARGE, message);
    }

    A2aException toA2a() {
        return new A2aException(code, "The file cannot be imported: " + getMessage());
    }
}
