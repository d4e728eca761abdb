package dev.parley.task.taskfile;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest of files. */
final class Digests {
    private Digests() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
