package dev.parley.cli.processes;

import dev.parley.cli.Session;
import dev.parley.cli.output.ExitStatus;
import dev.parley.envoy.admin.EnvoyAdmin;
import dev.parley.envoy.admin.UsedCertificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says which certificates each Envoy uses, and how long they last. */
@Command(
        name = "certs",
        mixinStandardHelpOptions = true,
        description = "Says which certificates each Envoy uses, and how long they last.")
final class EnvoyCertificatesCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private Envoys envoys = new Envoys();

    EnvoyCertificatesCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ENVOY", "KIND", "ID", "EXPIRES", "SERIAL"));
        for (Envoys.Answer<List<UsedCertificate>> answer : envoys.ask(session, EnvoyAdmin::certificates)) {
            answer.value().stream()
                    .map(each -> List.of(
                            answer.instance(),
                            each.authority() ? "authority" : "leaf",
                            each.uris().isEmpty() ? "-" : String.join(",", each.uris()),
                            each.expires().toString(),
                            each.serial()))
                    .distinct()
                    .forEach(rows::add);
        }
        session.terminal().table(rows);
        return ExitStatus.DONE.code();
    }
}
