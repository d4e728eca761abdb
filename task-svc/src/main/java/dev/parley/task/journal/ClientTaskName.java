package dev.parley.task.journal;

import com.google.protobuf.ByteString;
import dev.parley.kit.identity.Principal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A caller's own id of a task. It is a name within the caller's tenant, subject and endpoint only.
 *
 * @param digest of all but the tenant
 */
public record ClientTaskName(String tenant, ByteString digest) {
    public static ClientTaskName of(Principal caller, String endpoint, String id) {
        String name = caller.subject() + '\0' + endpoint + '\0' + id;
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return new ClientTaskName(
                    caller.tenant(), ByteString.copyFrom(sha.digest(name.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
