package dev.parley.proto.dialect;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a message that its schema could not know of. Used once, by one thread. */
public final class Faults {
    private final List<Violation> found = new ArrayList<>();

    /** @param description the offending value, then what was expected */
    public void add(String path, String description) {
        found.add(new Violation(path, description));
    }

    /** @throws A2aException INVALID_PARAMS with all of them, if there are any */
    public void refuse() {
        if (!found.isEmpty()) {
            String more = found.size() > 1 ? " (and " + (found.size() - 1) + " more)" : "";
            throw new A2aException(A2aErrorCode.INVALID_PARAMS, found.getFirst() + more, found);
        }
    }
}
