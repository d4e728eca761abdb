package dev.parley.cli.conformance;

import dev.parley.cli.conformance.bindings.BindingChecks;
import dev.parley.cli.conformance.callers.CallerChecks;
import dev.parley.cli.conformance.card.CardChecks;
import dev.parley.cli.conformance.errors.ErrorChecks;
import dev.parley.cli.conformance.errors.JsonRpcChecks;
import dev.parley.cli.conformance.errors.RestChecks;
import dev.parley.cli.conformance.push.PushChecks;
import dev.parley.cli.conformance.send.DataChecks;
import dev.parley.cli.conformance.send.SendChecks;
import dev.parley.cli.conformance.stream.StreamChecks;
import dev.parley.cli.conformance.stream.SubscriptionChecks;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.tasks.ListChecks;
import dev.parley.cli.conformance.tasks.TaskChecks;
import dev.parley.cli.conformance.v03.V03Checks;
import dev.parley.cli.conformance.versions.VersionChecks;
import dev.parley.cli.conformance.websocket.SocketChecks;
import dev.parley.cli.conformance.websocket.SocketStreamChecks;
import java.util.List;
import java.util.stream.Stream;

/** All checks, in the order in which they are run and listed. */
final class ConformanceChecks {
    private ConformanceChecks() {}

    static List<Check> all() {
        return Stream.of(
                        CardChecks.all(),
                        BindingChecks.all(),
                        SendChecks.all(),
                        DataChecks.all(),
                        TaskChecks.all(),
                        ListChecks.all(),
                        StreamChecks.all(),
                        SubscriptionChecks.all(),
                        PushChecks.all(),
                        VersionChecks.all(),
                        ErrorChecks.all(),
                        CallerChecks.all(),
                        JsonRpcChecks.all(),
                        RestChecks.all(),
                        SocketChecks.all(),
                        SocketStreamChecks.all(),
                        V03Checks.all())
                .flatMap(List::stream)
                .toList();
    }
}
