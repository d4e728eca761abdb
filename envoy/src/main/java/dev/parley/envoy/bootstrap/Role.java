package dev.parley.envoy.bootstrap;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an Envoy is there for. */
public sealed interface Role {
    /** Whose identity the Envoy has. */
    Member member();

    /** The instances of the members it calls. */
    Map<Member, List<Endpoint>> peers();

    /**
     * Beside one process of task-svc, registry-svc, embed-svc or edge-gateway.
     *
     * @param inbound where other members call the process
     * @param egress unix socket on which the process calls the other services; none where it calls nobody
     */
    record Sidecar(Member member, Endpoint inbound, App app, Optional<Path> egress, Map<Member, List<Endpoint>> peers)
            implements Role {
        private static final Set<Member> MEMBERS = Set.of(Member.TASK, Member.REGISTRY, Member.EMBED, Member.EDGE);

        public Sidecar {
            peers = Map.copyOf(peers);
            Check.require(MEMBERS.contains(member), "service", member.id(), "task, registry, embed or edge");
            checkSidecar(member, app, egress, peers);
        }
    }

    /** Beside one process of router-svc: a sidecar that is the way to the agents too. */
    record Router(Endpoint inbound, App app, Optional<Path> egress, Agents agents, Map<Member, List<Endpoint>> peers)
            implements Role {
        public Router {
            peers = Map.copyOf(peers);
            checkSidecar(Member.ROUTER, app, egress, peers);
        }

        @Override
        public Member member() {
            return Member.ROUTER;
        }
    }

    /** The public Envoy before all edges. */
    record Front(PublicListeners listeners, Map<Member, List<Endpoint>> peers) implements Role {
        public Front {
            peers = Map.copyOf(peers);
            checkPeers(Member.FRONT, peers);
            Check.require(peers.containsKey(Member.EDGE), "peers.edge", "", "the edges' inbound addresses");
        }

        @Override
        public Member member() {
            return Member.FRONT;
        }
    }

    /**
     * The unix sockets of the process.
     *
     * @param grpc its gRPC server, health service included
     * @param http its public HTTP/1.1 server; the edge has one and nobody else
     * @param management its management server, HTTP/1.1: {@code /serving}, {@code /metrics}
     */
    record App(Path grpc, Optional<Path> http, Path management) {
        public App {
            Check.socket("grpc", grpc);
            http.ifPresent(path -> Check.socket("http", path));
            Check.socket("management", management);
        }
    }

    /**
     * The way to the agents.
     *
     * @param socket where the process calls them, the cluster in header {@code x-parley-cluster}
     * @param folder that holds {@link AgentClusters#FILE}
     */
    record Agents(Path socket, Path folder) {
        public Agents {
            Check.socket("socket", socket);
            Check.path("folder", folder);
        }
    }

    /**
     * Where callers from outside come in.
     *
     * @param host an IP address
     * @param tls none: plain text, for a machine of one's own or behind something that ends TLS
     */
    record PublicListeners(String host, int httpPort, int grpcPort, Optional<PublicTls> tls) {
        public PublicListeners {
            Check.ip("host", host);
            Check.port("http-port", httpPort);
            Check.port("grpc-port", grpcPort);
            Check.require(httpPort != grpcPort, "grpc-port", grpcPort, "another port than http-port");
        }
    }

    /** PEM files, read when Envoy starts. */
    record PublicTls(Path certificate, Path key) {
        public PublicTls {
            Check.path("certificate", certificate);
            Check.path("key", key);
        }
    }

    private static void checkSidecar(Member member, App app, Optional<Path> egress, Map<Member, List<Endpoint>> peers) {
        checkPeers(member, peers);
        Check.require(
                app.http().isPresent() == (member == Member.EDGE),
                "app.http",
                app.http().map(Path::toString).orElse(""),
                member == Member.EDGE ? "the edge's HTTP socket" : "nothing, only the edge has one");
        egress.ifPresent(path -> Check.socket("egress.socket", path));
        Check.require(
                egress.isPresent() || peers.isEmpty(), "egress", "", "a socket, for the peers " + ids(peers.keySet()));
    }

    private static void checkPeers(Member member, Map<Member, List<Endpoint>> peers) {
        peers.forEach((peer, endpoints) -> {
            Check.require(
                    member.callees().contains(peer),
                    "peers",
                    peer.id(),
                    "of " + ids(member.callees()) + ", which " + member.id() + " may call");
            Check.require(!endpoints.isEmpty(), "peers." + peer.id(), "[]", "one endpoint at least");
        });
    }

    private static String ids(Set<Member> members) {
        return members.isEmpty()
                ? "nobody"
                : members.stream().sorted().map(Member::id).collect(Collectors.joining(", "));
    }
}
