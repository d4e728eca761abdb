package dev.parley.cli.conformance.suite;

/**
 * What an agent can be asked to do by the beginning of a messageId. The prefixes are those of the public compatibility
 * kit, so that one scripted agent serves both.
 */
public enum Script {
    COMPLETE("tck-complete-task"),
    ARTIFACT_TEXT("tck-artifact-text"),
    ARTIFACT_FILE("tck-artifact-file"),
    ARTIFACT_URL("tck-artifact-file-url"),
    ARTIFACT_DATA("tck-artifact-data"),
    MESSAGE("tck-message-response"),
    INPUT_REQUIRED("tck-input-required"),
    REJECT("tck-reject-task"),
    STREAM("tck-stream-001"),
    STREAM_CHUNKED("tck-stream-artifact-chunked"),
    SLOW("test-resubscribe-message-id");

    private final String prefix;

    Script(String prefix) {
        this.prefix = prefix;
    }

    public String prefix() {
        return prefix;
    }
}
