package dev.parley.registry.clusters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where Linux systems keep the certificates that they trust. */
final class CaBundle {
    private static final List<Path> USUAL = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"), // Debian, Ubuntu, Alpine, Arch
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"), // Fedora, RHEL
            Path.of("/etc/ssl/ca-bundle.pem"), // openSUSE
            Path.of("/etc/ssl/cert.pem"));

    private CaBundle() {}

    /** The first that exists. Without any the first name: Envoy then refuses clusters of https agents, and trusts nobody. */
    static Path find() {
        return USUAL.stream().filter(Files::isReadable).findFirst().orElse(USUAL.getFirst());
    }
}
