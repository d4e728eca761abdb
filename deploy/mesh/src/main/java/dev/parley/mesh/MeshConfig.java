package dev.parley.mesh;

import dev.parley.standalone.StandaloneConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a mesh of processes is started.
 *
 * @param base what it has in common with a mesh in one process: ports, PostgreSQL, Redis, settings. Its management port is not used
 * @param instances of a mesh that is all on this machine
 * @param onHost which part of a mesh over several hosts this is; none: all of it is here
 * @param adminPorts Envoy's admin interfaces on ports of the loopback interface; false: on unix sockets of mode 0600
 * @param logLevel as {@code LOG_LEVEL} gives it, for every service
 * @param envoy the program
 * @param java how a service's JVM is started
 */
public record MeshConfig(
        StandaloneConfig base,
        Instances instances,
        Optional<OnHost> onHost,
        boolean adminPorts,
        String logLevel,
        Path envoy,
        JavaLauncher java) {
    /** Starts a main class of this class path in another JVM. */
    public interface JavaLauncher {
        ProcessBuilder launch(String mainClass, List<String> arguments);
    }
}
