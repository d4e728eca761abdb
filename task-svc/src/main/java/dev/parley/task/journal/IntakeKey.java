package dev.parley.task.journal;

import com.google.protobuf.ByteString;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.task.v1.SendMessageCall;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What makes two sends the same send. By default: equal in everything, and only while the first is unanswered. Under a
 * once-key: the key alone, until it expires, and then the digest tells a resend from a misuse.
 *
 * @param expiresAt null: until answered
 */
public record IntakeKey(
        ByteString key, ByteString digest, @Nullable Instant expiresAt) {
    private static final int BYTES = 16;

    public static IntakeKey of(String subject, SendMessageCall call, Instant onceUntil) {
        SendMessageRequest sent = asSent(call);
        Message message = sent.getMessage();
        ByteString digest = hash("body", sent.toByteString(), ByteString.EMPTY);
        ByteString scope = ByteString.copyFromUtf8(subject + '\0' + call.getAgentId() + '\0');
        if (!call.getClientTaskId().isEmpty()) {
            scope = scope.concat(ByteString.copyFromUtf8(call.getClientTaskId() + '\0'));
        }
        if (!call.getOnceKey().isEmpty()) {
            return new IntakeKey(hash("once", scope, ByteString.copyFromUtf8(call.getOnceKey())), digest, onceUntil);
        }
        ByteString ids = ByteString.copyFromUtf8(
                message.getTaskId() + '\0' + message.getContextId() + '\0' + message.getMessageId() + '\0');
        return new IntakeKey(hash("equal", scope.concat(ids), digest), digest, null);
    }

    /** A caller that names its tasks itself gives its messages no ids: theirs, and the task's, were put in here. */
    private static SendMessageRequest asSent(SendMessageCall call) {
        if (call.getClientTaskId().isEmpty()) {
            return call.getRequest();
        }
        SendMessageRequest.Builder sent = call.getRequest().toBuilder();
        sent.getMessageBuilder().clearMessageId().clearTaskId();
        return sent.build();
    }

    public boolean isOnce() {
        return expiresAt != null;
    }

    private static ByteString hash(String kind, ByteString first, ByteString second) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(kind.getBytes(StandardCharsets.US_ASCII));
            sha.update(first.asReadOnlyByteBuffer());
            sha.update(second.asReadOnlyByteBuffer());
            return ByteString.copyFrom(sha.digest(), 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
