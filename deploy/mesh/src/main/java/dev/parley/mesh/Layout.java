package dev.parley.mesh;

import dev.parley.envoy.bootstrap.AdminAddress;
import dev.parley.envoy.bootstrap.Collector;
import dev.parley.envoy.bootstrap.Endpoint;
import dev.parley.envoy.bootstrap.EnvoySettings;
import dev.parley.envoy.bootstrap.Member;
import dev.parley.envoy.bootstrap.Role;
import dev.parley.standalone.Ports;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.StartRefused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who is where: the front and every instance, with addresses that stay the same until the mesh ends.
 *
 * @param instances those of this machine: the front first, then in the order in which a message meets them
 * @param everywhere those of other hosts too
 * @param publicHost the address of the front
 */
record Layout(
        List<Instance> instances,
        List<Instance> everywhere,
        String publicHost,
        int httpPort,
        int grpcPort,
        Optional<Integer> firstAdminPort,
        Optional<Collector> tracing) {
    private static final int FIRST_ADMIN_PORT = 19_901;
    private static final List<Member> ON_HOSTS =
            List.of(Member.FRONT, Member.EDGE, Member.TASK, Member.ROUTER, Member.REGISTRY, Member.EMBED);
    // what a unix socket's address can hold, less a margin
    private static final int LONGEST_SOCKET_PATH = 100;

    /** @throws StartRefused when the folder's path is too long for sockets, or when a port is taken */
    static Layout of(DataFolder folder, MeshConfig config) {
        int http = config.base().httpPort();
        int grpc = config.base().grpcPort();
        Layout layout = config.onHost().isPresent()
                ? on(folder, config.onHost().get(), http, grpc, config.adminPorts())
                : of(
                        folder,
                        config.instances(),
                        Ports.require(http, "--http-port"),
                        Ports.require(grpc, "--grpc-port"),
                        config.adminPorts());
        if (layout.httpPort() == layout.grpcPort()) {
            throw new StartRefused("Port " + layout.httpPort()
                    + " was given twice (expected: two ports for --http-port and --grpc-port)");
        }
        return layout.withTracing(Tracing.of(config.base().settings()));
    }

    private static Layout of(DataFolder folder, Instances counts, int httpPort, int grpcPort, boolean adminPorts) {
        List<Instance> instances = new ArrayList<>();
        instances.add(instance(folder, Member.FRONT, 1, new Endpoint(Ports.HOST, httpPort)));
        for (Member service : Instances.SERVICES) {
            for (int number = 1; number <= counts.of(service); number++) {
                instances.add(instance(folder, service, number, new Endpoint(Ports.HOST, Ports.free())));
            }
        }
        return new Layout(
                instances,
                instances,
                Ports.HOST,
                httpPort,
                grpcPort,
                adminPorts(adminPorts, instances),
                Optional.empty());
    }

    private static Layout on(DataFolder folder, OnHost here, int httpPort, int grpcPort, boolean adminPorts) {
        if (httpPort == 0 || grpcPort == 0) {
            throw new StartRefused(
                    "--http-port 0 or --grpc-port 0 (expected: with --hosts, ports that are the same on all)");
        }
        here.hosts().requireNotOurs(httpPort, "--http-port");
        here.hosts().requireNotOurs(grpcPort, "--grpc-port");
        Hosts.Host front = here.hosts().front();
        String publicHost = front.openFront() ? front.address() : Ports.HOST;
        List<Instance> everywhere = new ArrayList<>();
        List<Instance> instances = new ArrayList<>();
        for (Member service : ON_HOSTS) {
            for (Hosts.Host host : here.hosts().hosts()) {
                for (int i = 0; i < host.of(service); i++) {
                    Endpoint at = service == Member.FRONT
                            ? new Endpoint(publicHost, httpPort)
                            // the front, which is first, has none of these
                            : new Endpoint(host.address(), here.hosts().firstInstancePort() + everywhere.size() - 1);
                    int number = (int) everywhere.stream()
                            .filter(each -> each.service() == service)
                            .count();
                    Instance instance = instance(folder, service, number + 1, at);
                    everywhere.add(instance);
                    if (host.equals(here.here())) {
                        instances.add(instance);
                    }
                }
            }
        }
        instances.forEach(instance -> Ports.requireFree(
                instance.inbound().host(),
                instance.inbound().port(),
                "--http-port N and, in the file of hosts, first-port N choose others, the same on all hosts"));
        if (here.here().front()) {
            Ports.requireFree(publicHost, grpcPort, "--grpc-port N chooses another, the same on all hosts");
        }
        return new Layout(
                instances,
                everywhere,
                publicHost,
                httpPort,
                grpcPort,
                adminPorts(adminPorts, instances),
                Optional.empty());
    }

    Layout {
        instances = List.copyOf(instances);
        everywhere = List.copyOf(everywhere);
    }

    private static Optional<Integer> adminPorts(boolean wanted, List<Instance> instances) {
        if (!wanted) {
            return Optional.empty();
        }
        for (int i = 0; i < instances.size(); i++) {
            Ports.requireFree(
                    Ports.HOST, FIRST_ADMIN_PORT + i, "without --admin-ports Envoy's admin interfaces are on sockets");
        }
        return Optional.of(FIRST_ADMIN_PORT);
    }

    private static Instance instance(DataFolder folder, Member service, int number, Endpoint inbound) {
        String name = service.id() + "-" + number;
        Instance instance = new Instance(
                service,
                number,
                folder.run().resolve(name),
                inbound,
                folder.log().resolve(name));
        int length = instance.management().toString().length();
        if (length > LONGEST_SOCKET_PATH) {
            throw new StartRefused("Data folder " + folder.root() + " has too long a path: its sockets would have "
                    + length + " characters (expected: at most " + LONGEST_SOCKET_PATH + "; give another --data)");
        }
        return instance;
    }

    /** The same with Envoys that send spans. */
    private Layout withTracing(Optional<Collector> collector) {
        return new Layout(instances, everywhere, publicHost, httpPort, grpcPort, firstAdminPort, collector);
    }

    List<Instance> of(Member service) {
        return everywhere.stream().filter(each -> each.service() == service).toList();
    }

    /** False on the other hosts of a front that listens on 127.0.0.1 of its own. */
    boolean reachesFront() {
        return !publicHost.equals(Ports.HOST)
                || instances.stream().anyMatch(instance -> instance.service() == Member.FRONT);
    }

    /** The settings of its Envoy. */
    EnvoySettings envoy(Instance instance) {
        EnvoySettings usual = EnvoySettings.of(instance.name(), instance.folder(), role(instance));
        return new EnvoySettings(
                usual.id(),
                usual.trustDomain(),
                usual.folder(),
                admin(instance),
                instance.logs().resolve("envoy-errors.log"),
                usual.limits(),
                tracing,
                usual.role());
    }

    /** A port for each, in the order of the instances, or a socket. */
    AdminAddress admin(Instance instance) {
        return firstAdminPort
                .<AdminAddress>map(first ->
                        new AdminAddress.Loopback(new Endpoint(Ports.HOST, first + instances.indexOf(instance))))
                .orElseGet(() -> new AdminAddress.Socket(instance.folder().resolve("admin.sock")));
    }

    private Role role(Instance instance) {
        Map<Member, List<Endpoint>> peers = new EnumMap<>(Member.class);
        instance.service()
                .callees()
                .forEach(callee -> peers.put(
                        callee, of(callee).stream().map(Instance::inbound).collect(Collectors.toList())));
        if (instance.service() == Member.FRONT) {
            return new Role.Front(new Role.PublicListeners(publicHost, httpPort, grpcPort, Optional.empty()), peers);
        }
        Optional<Path> http = instance.service() == Member.EDGE ? Optional.of(instance.http()) : Optional.empty();
        Role.App app = new Role.App(instance.grpc(), http, instance.management());
        Optional<Path> egress = peers.isEmpty() ? Optional.empty() : Optional.of(instance.egress());
        return instance.service() == Member.ROUTER
                ? new Role.Router(
                        instance.inbound(), app, egress, new Role.Agents(instance.agents(), instance.clusters()), peers)
                : new Role.Sidecar(instance.service(), instance.inbound(), app, egress, peers);
    }
}
