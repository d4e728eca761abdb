package dev.parley.mesh;

import dev.parley.envoy.bootstrap.Endpoint;
import dev.parley.envoy.bootstrap.Member;
import java.nio.file.Path;

/**
 * One instance of a service, or the front: where it is and what its files are called.
 *
 * @param number from 1
 * @param folder of mode 0700, for this run of the mesh only
 * @param inbound where other sidecars reach it; the front's public listener
 * @param logs where its logs are kept
 */
record Instance(Member service, int number, Path folder, Endpoint inbound, Path logs) {
    /** {@code task-2}. */
    String name() {
        return service.id() + "-" + number;
    }

    /** Whether it is more than an Envoy. */
    boolean hasProcess() {
        return service != Member.FRONT;
    }

    String mainClass() {
        String id = service.id();
        return "dev.parley." + id + "." + Character.toUpperCase(id.charAt(0)) + id.substring(1) + "Main";
    }

    Path grpc() {
        return folder.resolve("grpc.sock");
    }

    Path http() {
        return folder.resolve("http.sock");
    }

    Path management() {
        return folder.resolve("management.sock");
    }

    Path egress() {
        return folder.resolve("egress.sock");
    }

    /** The router's way to the agents. */
    Path agents() {
        return folder.resolve("agents.sock");
    }

    /** Where the router's Envoy finds the agents. */
    Path clusters() {
        return folder.resolve("clusters");
    }

    Path settings() {
        return folder.resolve("service.properties");
    }

    Path bootstrap() {
        return folder.resolve("envoy.yaml");
    }
}
