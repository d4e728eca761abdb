package dev.parley.standalone;

import dev.parley.kit.life.MeshService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** What a mesh on this machine is called by: an agent at its own address would have the mesh call itself, for ever. */
public final class OwnUrls {
    /** The registry's setting for them. */
    public static final String KEY = "parley.registry.own-urls";

    private static final String PUBLIC_URL = "parley.edge.public-url";
    private static final String PUBLIC_GRPC = "parley.edge.public-grpc";

    private OwnUrls() {}

    /** @param settings of all services, over everything else; environment and system properties count too */
    public static List<String> of(Map<String, String> settings, int httpPort, int grpcPort) {
        return of(settings, Ports.HOST, httpPort, grpcPort);
    }

    /**
     * As the other.
     *
     * @param publicHost the address that callers know, loopback or not
     */
    public static List<String> of(Map<String, String> settings, String publicHost, int httpPort, int grpcPort) {
        List<String> urls = new ArrayList<>();
        for (String host : new LinkedHashSet<>(Arrays.asList(Ports.HOST, "localhost", "[::1]", publicHost))) {
            urls.add("http://" + host + ":" + httpPort);
            urls.add("http://" + host + ":" + grpcPort);
        }
        MeshService.settings(List.of(PUBLIC_URL, PUBLIC_GRPC, KEY), settings)
                .forEach((key, stated) ->
                        stated.forEach(url -> urls.add(key.equals(PUBLIC_GRPC) ? "http://" + url : url)));
        return urls;
    }
}
