package dev.parley.proto.extension;

/** URIs of the A2A extensions, and of the protocol binding, that Parley defines. They never change; proto/README describes their members. */
public final class Extensions {
    /** What the URIs of all of them begin with, and of no others. */
    public static final String OF_THE_MESH = "https://parley.dev/ext/";

    /** What a caller needs: {@code message.metadata[ROUTE]} of a send to the mesh's own endpoint. */
    public static final String ROUTE = "https://parley.dev/ext/route/v1";

    /** The strong form of intake: a message counts once for the whole retention window. */
    public static final String ONCE = "https://parley.dev/ext/once/v1";

    /** Resuming a stream behind an event the caller has already seen, on transports without Last-Event-ID. */
    public static final String CURSOR = "https://parley.dev/ext/cursor/v1";

    /** On a card that the mesh serves: the agent's id and what it declares of cost, latency and quality. */
    public static final String AGENT = "https://parley.dev/ext/agent/v1";

    /** Searching agents: the JSON-RPC method {@code agent.discover} at the mesh's own address. */
    public static final String DISCOVER = "https://parley.dev/ext/discover/v1";

    /** The protocol binding JSON-RPC over WebSocket, as {@code protocolBinding} of an interface on a card. */
    public static final String WEBSOCKET_BINDING = "https://parley.dev/bindings/websocket/v1";

    private Extensions() {}
}
