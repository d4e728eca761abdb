package dev.parley.cli.conformance.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A binding of JSON-RPC whose documents can be sent as they are, right or wrong. */
public interface JsonRpcText {
    /** An id that no other request of the run has. */
    String nextId();

    /** A whole request; the params get the interface's tenant. */
    String document(String id, String method, ObjectNode params);

    /**
     * Sends a document and returns the one that answers it.
     *
     * @throws Unanswered when there is none in time
     */
    String ask(String document);
}
