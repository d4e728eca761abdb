package dev.parley.task.lifecycle;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;

/** Bytes that something takes as a field of a serialized message; A2A's fields have tags of one byte. */
final class Weight {
    private Weight() {}

    static long of(MessageLite message) {
        return 1L + CodedOutputStream.computeMessageSizeNoTag(message);
    }

    static long of(String text) {
        return 1L + CodedOutputStream.computeStringSizeNoTag(text);
    }

    /** A single text, which is not there when it is empty. */
    static long ofSingle(String text) {
        return text.isEmpty() ? 0 : of(text);
    }

    /** A message of so many bytes. */
    static long ofMessage(long bytes) {
        return 1 + CodedOutputStream.computeUInt64SizeNoTag(bytes) + bytes;
    }
}
