package dev.parley.edge.connection;

import io.micronaut.http.HttpRequest;

/**
 * A request that names its agent by where it came in, not by its path. It goes on as if it had come by the path: every route
 * of {@code /agents/{id}} serves it, and no handler needs to know. Who writes URLs asks {@link #is}.
 */
public final class RootedRequest {
    /** Marks the request inside the edge; what a caller sends under this name is taken off. */
    private static final String HEADER = "x-parley-rooted";

    private static final String PATH = "/agents/";

    private RootedRequest() {}

    static void clear(io.netty.handler.codec.http.HttpRequest request) {
        request.headers().remove(HEADER);
    }

    static void root(io.netty.handler.codec.http.HttpRequest request, String agentId) {
        request.headers().set(HEADER, agentId);
        request.setUri(PATH + agentId + pathOf(request.uri()));
    }

    /** A proxy may have asked for the whole URL (RFC 9112 §3.2.2). */
    private static String pathOf(String uri) {
        if (uri.startsWith("/")) {
            return uri;
        }
        int scheme = uri.indexOf("://");
        int path = scheme < 0 ? -1 : uri.indexOf('/', scheme + 3);
        return path < 0 ? "/" : uri.substring(path);
    }

    /** Whether the agent is at the root of the URL that the caller used. */
    public static boolean is(HttpRequest<?> request) {
        return request.getHeaders().contains(HEADER);
    }

    /** The path as the caller sent it. */
    public static String pathAsSent(HttpRequest<?> request) {
        String agentId = request.getHeaders().get(HEADER);
        String path = request.getPath();
        return agentId == null ? path : path.substring(PATH.length() + agentId.length());
    }
}
