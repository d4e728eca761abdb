package dev.parley.mesh;

import dev.parley.envoy.bootstrap.AdminAddress;
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
 * @param instances the front first, then in the order in which a message meets them
 */
record Layout(List<Instance> instances, int httpPort, int grpcPort, Optional<Integer> firstAdminPort) {
    private static final int FIRST_ADMIN_PORT = 19_901;
    // what a unix socket's address can hold, less a margin
    private static final int LONGEST_SOCKET_PATH = 100;

    /** @throws StartRefused when the folder's path is too long for sockets */
    static Layout of(DataFolder folder, Instances counts, int httpPort, int grpcPort, boolean adminPorts) {
        List<Instance> instances = new ArrayList<>();
        instances.add(instance(folder, Member.FRONT, 1, httpPort));
        for (Member service : Instances.SERVICES) {
            for (int number = 1; number <= counts.of(service); number++) {
                instances.add(instance(folder, service, number, Ports.free()));
            }
        }
        if (adminPorts) {
            for (int i = 0; i < instances.size(); i++) {
                Ports.requireFree(
                        FIRST_ADMIN_PORT + i, "without --admin-ports Envoy's admin interfaces are on sockets");
            }
        }
        return new Layout(
                List.copyOf(instances),
                httpPort,
                grpcPort,
                adminPorts ? Optional.of(FIRST_ADMIN_PORT) : Optional.empty());
    }

    private static Instance instance(DataFolder folder, Member service, int number, int port) {
        String name = service.id() + "-" + number;
        Instance instance = new Instance(
                service,
                number,
                folder.run().resolve(name),
                new Endpoint(Ports.HOST, port),
                folder.log().resolve(name));
        int length = instance.management().toString().length();
        if (length > LONGEST_SOCKET_PATH) {
            throw new StartRefused("Data folder " + folder.root() + " has too long a path: its sockets would have "
                    + length + " characters (expected: at most " + LONGEST_SOCKET_PATH + "; give another --data)");
        }
        return instance;
    }

    List<Instance> of(Member service) {
        return instances.stream().filter(each -> each.service() == service).toList();
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
                usual.tracing(),
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
            return new Role.Front(new Role.PublicListeners(Ports.HOST, httpPort, grpcPort, Optional.empty()), peers);
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
