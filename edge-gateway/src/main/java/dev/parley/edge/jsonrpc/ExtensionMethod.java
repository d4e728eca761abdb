package dev.parley.edge.jsonrpc;

import com.google.protobuf.Struct;

/** A method that no version of A2A has: one of an extension of ours, at the mesh's own address. */
public interface ExtensionMethod {
    String name();

    /**
     * Called as the request's principal, never from an event loop.
     *
     * @param base the mesh's public URL
     * @return the result, one JSON document in UTF-8
     * @throws dev.parley.proto.error.A2aException what is wrong
     */
    byte[] call(Struct params, String base);
}
