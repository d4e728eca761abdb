package dev.parley.envoy.bootstrap;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of each kind of Envoy, with everything that can be set, in a folder. */
final class SampleSettings {
    private final Path folder;

    SampleSettings(Path folder) {
        this.folder = folder;
    }

    /** By the name of the golden file. */
    Map<String, EnvoySettings> all() {
        return Map.of(
                "sidecar-task", sidecar(Member.TASK),
                "sidecar-registry", sidecar(Member.REGISTRY),
                "sidecar-embed", sidecar(Member.EMBED),
                "sidecar-edge", sidecar(Member.EDGE),
                "router", full("router-1", router()),
                "front", full("front-1", front()));
    }

    private EnvoySettings sidecar(Member member) {
        Map<Member, List<Endpoint>> peers = peers(member);
        return EnvoySettings.of(
                member.id() + "-1",
                folder,
                new Role.Sidecar(
                        member, new Endpoint("127.0.0.1", 15001), app(member == Member.EDGE), egress(peers), peers));
    }

    private Role router() {
        Map<Member, List<Endpoint>> peers = peers(Member.ROUTER);
        return new Role.Router(
                new Endpoint("127.0.0.1", 15001),
                app(false),
                egress(peers),
                new Role.Agents(folder.resolve("agents.sock"), folder.resolve("agents")),
                peers);
    }

    private Role front() {
        return new Role.Front(
                new Role.PublicListeners(
                        "127.0.0.1",
                        18080,
                        18081,
                        Optional.of(new Role.PublicTls(
                                folder.resolve("secrets/tls.crt"), folder.resolve("secrets/tls.key")))),
                peers(Member.FRONT));
    }

    private EnvoySettings full(String id, Role role) {
        return new EnvoySettings(
                id,
                "mesh.example",
                folder,
                new AdminAddress.Loopback(new Endpoint("127.0.0.1", 19901)),
                folder.resolve("log.json"),
                new Limits(100, 200, 64),
                Optional.of(new Collector("localhost", 4317)),
                role);
    }

    private Role.App app(boolean http) {
        return new Role.App(
                folder.resolve("grpc.sock"),
                http ? Optional.of(folder.resolve("http.sock")) : Optional.empty(),
                folder.resolve("management.sock"));
    }

    private Optional<Path> egress(Map<Member, List<Endpoint>> peers) {
        return peers.isEmpty() ? Optional.empty() : Optional.of(folder.resolve("egress.sock"));
    }

    private static Map<Member, List<Endpoint>> peers(Member member) {
        Map<Member, List<Endpoint>> peers = new EnumMap<>(Member.class);
        int port = 15100;
        for (Member callee : member.callees()) {
            peers.put(callee, List.of(new Endpoint("127.0.0.1", port++), new Endpoint("127.0.0.1", port++)));
        }
        return peers;
    }
}
