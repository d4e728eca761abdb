package dev.parley.proto.json;

import com.google.protobuf.Message;
import dev.parley.proto.error.Violation;
import java.util.List;
import java.util.Set;

/** How much of what A2A calls REQUIRED a document must have. */
public enum Completeness {
    /** Nothing is asked for. */
    UNASKED,

    /**
     * A caller's request must have what cannot be guessed. It may lack its message's id and role, which whoever passes the
     * message on gives it, and arrays, numbers and objects that may as well be empty; the names of enums are taken as any
     * version of A2A spells them.
     */
    LENIENT,

    /** Everything must be there. */
    STRICT;

    // alike in all versions, and in no other request than those that send a message
    private static final Set<String> GIVEN_LATER = Set.of(".message.messageId", ".message.role");

    /**
     * @param path where the message stands; {@code $} for a whole document
     * @return a violation for each member that must be there and is not, as {@link RequiredFields#check} has them
     */
    public List<Violation> missing(Message message, String path) {
        return switch (this) {
            case UNASKED -> List.of();
            case LENIENT ->
                RequiredFields.check(message, path).stream()
                        .filter(violation ->
                                !GIVEN_LATER.contains(violation.path().substring(path.length())))
                        .toList();
            case STRICT -> RequiredFields.check(message, path);
        };
    }
}
