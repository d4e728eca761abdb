package dev.parley.cli.processes;

import dev.parley.cli.Session;
import dev.parley.cli.mesh.MeshOptions;
import dev.parley.cli.output.ExitStatus;
import dev.parley.proto.mesh.v1.RotateCertificatesRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Replaces certificates while everything runs. */
@Command(
        name = "rotate-certs",
        mixinStandardHelpOptions = true,
        description = "Gives every Envoy a new certificate while everything runs; no connection is cut.")
final class MeshCertificatesCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private MeshOptions mesh = new MeshOptions();

    @Option(
            names = "--ca",
            description = "Replace the certificate authority too; the old one is trusted by nobody in the end.")
    private boolean authority;

    MeshCertificatesCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return Supervisor.ask(mesh, session.settings(), supervisor -> {
            supervisor
                    .rotateCertificates(RotateCertificatesRequest.newBuilder()
                            .setAuthority(authority)
                            .build())
                    .forEachRemaining(step -> session.terminal().data(step.getText()));
            return ExitStatus.DONE.code();
        });
    }
}
