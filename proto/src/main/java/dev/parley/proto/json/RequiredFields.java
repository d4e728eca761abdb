package dev.parley.proto.json;

import com.google.protobuf.Message;
import dev.parley.proto.error.Violation;
import java.util.List;

public final class RequiredFields {
    private RequiredFields() {}

    public static List<Violation> check(Message message, String path) {
        throw new UnsupportedOperationException();
    }
}
