package dev.parley.envoy.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFileTest {
    private static final String TASK = """
            role: sidecar
            id: task-1
            service: task
            folder: /run/parley/task-1
            inbound: {host: 127.0.0.1, port: 15001}
            app: {grpc: /run/parley/task-1/grpc.sock, management: /run/parley/task-1/management.sock}
            egress: {socket: /run/parley/task-1/egress.sock}
            peers:
              router: [{host: 127.0.0.1, port: 15002}, {host: "::1", port: 15003}]
            """;
    private static final String FRONT = """
            role: front
            id: front-1
            folder: /run/parley/front-1
            public: {host: 0.0.0.0, http-port: 8080, grpc-port: 8081, tls: {certificate: /c.pem, key: /k.pem}}
            peers: {edge: [{host: 127.0.0.1, port: 15002}]}
            """;

    @TempDir
    private Path folder;

    @Test
    void settings_haveDefaults() throws Exception {
        EnvoySettings settings = SettingsFile.parse(TASK);
        Path own = Path.of("/run/parley/task-1");
        assertThat(settings)
                .isEqualTo(EnvoySettings.of(
                        "task-1",
                        own,
                        new Role.Sidecar(
                                Member.TASK,
                                new Endpoint("127.0.0.1", 15001),
                                new Role.App(
                                        own.resolve("grpc.sock"), Optional.empty(), own.resolve("management.sock")),
                                Optional.of(own.resolve("egress.sock")),
                                Map.of(
                                        Member.ROUTER,
                                        List.of(new Endpoint("127.0.0.1", 15002), new Endpoint("::1", 15003))))));
        assertThat(settings.trustDomain()).isEqualTo("parley.local");
        assertThat(settings.admin()).hasToString("unix:/run/parley/task-1/admin.sock");
        assertThat(settings.errorLog()).isEqualTo(own.resolve("errors.log"));
        assertThat(settings.limits()).isEqualTo(new Limits(5_000, 10_000, 512));
        assertThat(settings.tracing()).isEmpty();
    }

    @Test
    void settings_canAllBeSet() throws Exception {
        EnvoySettings settings = SettingsFile.parse(FRONT + """
                trust-domain: mesh.example
                admin: 127.0.0.1:19901
                log: {access: /var/log/errors.json}
                limits: {connections: 1, requests: 2, heap-mib: 64}
                tracing: {host: collector.example, port: 4317}
                """);
        assertThat(settings)
                .isEqualTo(new EnvoySettings(
                        "front-1",
                        "mesh.example",
                        Path.of("/run/parley/front-1"),
                        new AdminAddress.Loopback(new Endpoint("127.0.0.1", 19901)),
                        Path.of("/var/log/errors.json"),
                        new Limits(1, 2, 64),
                        Optional.of(new Collector("collector.example", 4317)),
                        new Role.Front(
                                new Role.PublicListeners(
                                        "0.0.0.0",
                                        8080,
                                        8081,
                                        Optional.of(new Role.PublicTls(Path.of("/c.pem"), Path.of("/k.pem")))),
                                Map.of(Member.EDGE, List.of(new Endpoint("127.0.0.1", 15002))))));
    }

    @Test
    void router_hasTheWayToAgents() throws Exception {
        Role role = SettingsFile.parse(TASK.replace("role: sidecar", "role: router")
                        .replace("service: task", "agents: {socket: /run/agents.sock, folder: /run/agents}")
                        .replace("  router: [", "  registry: ["))
                .role();
        assertThat(role).isInstanceOf(Role.Router.class);
        assertThat(((Role.Router) role).agents())
                .isEqualTo(new Role.Agents(Path.of("/run/agents.sock"), Path.of("/run/agents")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    role: sidecar            | role: servant             | role "servant" (expected: sidecar, router or front)
                    role: sidecar            | role: 5                   | role "5" (expected: a text)
                    id: task-1               | id: "a b"                 | id "a b" (expected: letters
                    id: task-1               | idd: task-1               | id "" (expected: a value)
                    id: task-1               | {}                        | YAML
                    id: task-1               | id: a, id: b              | id
                    service: task            | service: front            | service "front" (expected: task, registry, embed or edge)
                    service: task            | service: edges            | service "edges" (expected: task, registry, embed or edge)
                    service: task            | service: embed            | peers "router" (expected: of nobody, which embed may call)
                    service: task            | service: edge             | app.http "" (expected: the edge's HTTP socket)
                    folder: /run             | folder: run               | folder "run/parley/task-1" (expected: an absolute path
                    host: 127.0.0.1, port: 15001 | host: localhost, port: 1 | inbound.host "localhost" (expected: an IP address)
                    host: 127.0.0.1, port: 15001 | host: 127.0.0.256, port: 1 | inbound.host "127.0.0.256" (expected: an IP address)
                    port: 15001              | port: 0                   | inbound.port "0" (expected: 1 to 65535)
                    port: 15001              | port: 65536               | inbound.port "65536" (expected: 1 to 65535)
                    port: 15001              | port: "15001"             | inbound.port ""15001"" (expected: a whole number)
                    port: 15001              | port: 1.5                 | inbound.port "1.5" (expected: a whole number)
                    port: 15001              | port: 1, prt: 2           | inbound.prt "2" (expected: no such key; known here: host, port)
                    port: 15001}             | port: 15001}\\nadmins: x  | admins ""x"" (expected: no such key; known here: admin, app,
                    management: /run/parley/task-1/management.sock | http: /x | app.management "" (expected: a value)
                    management: /run         | http: /x, management: /run | app.http "/x" (expected: nothing, only the edge has one)
                    management: /run         | management: /LONG         | app.management "/LONG
                    egress: {socket: /run/parley/task-1/egress.sock} | egress: | egress "" (expected: a socket, for the peers router)
                    router: [                | registry: [               | peers "registry" (expected: of router, which task may call)
                    router: [                | rooter: [                 | peers.rooter "" (expected: a service's name)
                    port: 15003              | port: 70000               | peers.router[1].port "70000" (expected: 1 to 65535)
                    [{host: 127.0.0.1, port: 15002}, {host: "::1", port: 15003}] | [] | peers.router "[]" (expected: one endpoint at least)
                    [{host: 127.0.0.1, port: 15002}, {host: "::1", port: 15003}] | 5 | peers.router "5" (expected: a list)
                    id: task-1               | id: task-1\\nadmin: 0.0.0.0:1 | admin "0.0.0.0" (expected: a loopback address or unix:PATH)
                    id: task-1               | id: task-1\\nadmin: here  | admin "here" (expected: unix:PATH or LOOPBACK:PORT)
                    id: task-1               | id: task-1\\ntrust-domain: A/B | trust-domain "A/B" (expected: letters
                    id: task-1               | id: task-1\\nlimits: {connections: 0} | limits.connections "0" (expected: 1 to 1000000)
                    id: task-1               | id: task-1\\nlimits: {requests: -1} | limits.requests "-1" (expected: 1 to 1000000)
                    id: task-1               | id: task-1\\nlimits: {heap-mib: 31} | limits.heap-mib "31" (expected: 32 to 1000000)
                    id: task-1               | id: task-1\\nlimits: 5    | limits "5" (expected: keys with values)
                    id: task-1               | id: task-1\\ntracing: {host: A_B, port: 1} | tracing.host "A_B" (expected: an IP address or a host name
                    id: task-1               | id: task-1\\nlog: {access: errors.log} | log.access "errors.log" (expected: an absolute path
                    """)
    void badValue_isRefusedWithFileKeyAndWhatWasExpected(String good, String bad, String message) throws Exception {
        refuses(TASK, good, bad, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    role: front              | role: front\\nservice: edge | service "edge" (expected: front)
                    0.0.0.0                  | everywhere                | public.host "everywhere" (expected: an IP address)
                    http-port: 8080          | http-port: 0              | public.http-port "0" (expected: 1 to 65535)
                    grpc-port: 8081          | grpc-port: 8080           | public.grpc-port "8080" (expected: another port than http-port)
                    , key: /k.pem            | ~~                        | public.tls.key "" (expected: a value)
                    certificate: /c.pem      | certificate: c.pem        | public.tls.certificate "c.pem" (expected: an absolute path
                    peers: {edge: [{host: 127.0.0.1, port: 15002}]} | ~~ | peers.edge "" (expected: the edges' inbound addresses)
                    """)
    void badValueOfTheFront_isRefused(String good, String bad, String message) throws Exception {
        refuses(FRONT, good, bad, message);
    }

    private void refuses(String yaml, String good, String bad, String message) throws Exception {
        assertThat(yaml).contains(good);
        String changed = yaml.replaceFirst(
                Pattern.quote(good),
                Matcher.quoteReplacement(bad.replace("\\n", "\n").replace("LONG", "x".repeat(110))));
        Path file = Files.writeString(folder.resolve("envoy-settings.yaml"), changed);
        assertThatThrownBy(() -> EnvoySettings.read(file))
                .isInstanceOf(BadSettings.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message.replace("LONG", "x".repeat(110)));
    }

    @Test
    void emptyFile_isRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("empty.yaml"), "");
        assertThatThrownBy(() -> EnvoySettings.read(file))
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining("empty.yaml");
    }
}
