package dev.parley.cli.hosts;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.envoy.admin.EnvoyAdmin;
import dev.parley.envoy.admin.UpstreamHost;
import dev.parley.envoy.bootstrap.AdminAddress;
import dev.parley.envoy.bootstrap.Member;
import dev.parley.envoy.certs.DevelopmentCa;
import dev.parley.proto.mesh.v1.InstanceStatus;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A mesh over four hosts that share nothing but the network, an agent on a fifth, callers on a sixth. */
@EnabledIfEnvironmentVariable(
        named = "PARLEY_LONG",
        matches = "1",
        disabledReason = "takes a minute and a half; PARLEY_LONG=1 runs it")
@Isolated("its hosts need the CPUs")
class MeshOverHostsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<String> OF_THE_MESH = List.of("h1", "h2", "h3", "h4");

    @TempDir
    private static Path temp;

    private static TestBed bed;
    private static MeshOnHosts mesh;
    private static CountingAgent agent;
    private static HostCaller caller;

    @BeforeAll
    static void start() throws Exception {
        bed = new TestBed("mesh", "h1", "h2", "h3", "h4", "agent", "out");
        mesh = new MeshOnHosts(
                bed, "h1 open-front edge stores", "h2 task router", "h3 task router", "h4 registry embed");
        agent = new CountingAgent(bed, "agent");
        caller = new HostCaller(bed, "out", "http://" + bed.address("h1") + ":" + MeshOnHosts.HTTP_PORT, SOON);
        HostCaller.Answer registered = caller.register("counting", agent.url());
        assertThat(registered.status()).as(registered.body().toString()).isEqualTo(201);
    }

    @AfterAll
    static void end() throws Exception {
        if (agent != null) {
            agent.close();
        }
        if (mesh != null) {
            assertThat(mesh.down()).isEmpty();
            mesh.close();
        }
        if (bed != null) {
            bed.close();
        }
    }

    @Test
    void message_goesOverFourHostsToAnAgentOnAFifth() throws Exception {
        for (int i = 0; i < 10; i++) {
            String text = "over the hosts " + i;
            HostCaller.Answer answer = caller.send("counting", UUID.randomUUID().toString(), text);
            assertThat(answer.isCompleted()).as(answer.outcome()).isTrue();
            assertThat(answer.artifact()).isEqualTo(text);
            assertThat(agent.runs(text)).isEqualTo(1);
        }
    }

    @Test
    void hosts_haveTheInstancesThatTheFileSaysAndNothingElse() {
        assertThat(mesh.instances("h1")).extracting(InstanceStatus::getName).containsExactly("front-1", "edge-1");
        assertThat(mesh.instances("h2")).extracting(InstanceStatus::getName).containsExactly("task-1", "router-1");
        assertThat(mesh.instances("h3")).extracting(InstanceStatus::getName).containsExactly("task-2", "router-2");
        assertThat(mesh.instances("h4")).extracting(InstanceStatus::getName).containsExactly("registry-1", "embed-1");
        assertThat(mesh.missing()).isEmpty();
    }

    @Test
    void newAgent_isAClusterOfEachRoutersEnvoyThroughTheRegistrysStream() throws Exception {
        try (CountingAgent late = new CountingAgent(bed, "agent")) {
            assertThat(caller.register("late", late.url()).status()).isEqualTo(201);
            String address = late.url().replaceFirst("http://([^/]+)/", "$1");
            for (String router : List.of("h2/router-1", "h3/router-2")) {
                String[] at = router.split("/");
                // written by the router's process on its own host: the registry's disk is another
                Waiting.until(
                        "the clusters of " + router,
                        SOON,
                        () -> Files.readString(
                                        mesh.file(at[0], at[1], "clusters").resolve("clusters.json"))
                                .contains(bed.address("agent")));
                Waiting.until(
                        "the Envoy of " + router,
                        SOON,
                        () -> cluster(at[0], at[1], address).isPresent());
            }
            int called = 0;
            for (int i = 0; i < 20; i++) {
                assertThat(caller.send("late", UUID.randomUUID().toString(), "hello " + i)
                                .artifact())
                        .isEqualTo("hello " + i);
                called++;
            }
            long seen = requests("h2", "router-1", address) + requests("h3", "router-2", address);
            assertThat(seen).isGreaterThanOrEqualTo(called);
        }
    }

    private static Optional<UpstreamHost> cluster(String host, String router, String address) throws Exception {
        try (EnvoyAdmin admin =
                new EnvoyAdmin(new AdminAddress.Socket(mesh.file(host, router, "admin.sock")), Duration.ofSeconds(5))) {
            return admin.clusters().stream()
                    .filter(cluster -> cluster.name().startsWith("agent/"))
                    .flatMap(cluster -> cluster.hosts().stream())
                    .filter(upstream -> upstream.address().equals(address))
                    .findFirst();
        }
    }

    private static long requests(String host, String router, String address) throws Exception {
        return cluster(host, router, address)
                .map(upstream -> upstream.stats().getOrDefault("rq_total", 0L))
                .orElse(0L);
    }

    @Test
    void ports_ofEachHostAreThoseOfItsEnvoysAndOfTheStores() throws Exception {
        for (String host : OF_THE_MESH) {
            Set<Integer> expected = new TreeSet<>();
            mesh.instances(host).forEach(instance -> expected.add(port(instance)));
            if (host.equals("h1")) {
                expected.addAll(Set.of(MeshOnHosts.GRPC_PORT, 7_100, 7_101));
            }
            assertThat(OpenPorts.of(bed, host)).as(host).isEqualTo(expected);
        }
    }

    private static int port(InstanceStatus instance) {
        return Integer.parseInt(instance.getAddress().replaceFirst(".*:", ""));
    }

    @Test
    void portsInside_letInOnlyWhoIsMeantToCall() throws Exception {
        DevelopmentCa ours = DevelopmentCa.open(
                bed.disk("h1").resolve("data/authority"), "parley.local", InstantSource.system(), new SecureRandom());
        DevelopmentCa theirs =
                DevelopmentCa.open(temp.resolve("ca"), "parley.local", InstantSource.system(), new SecureRandom());
        for (String host : OF_THE_MESH) {
            for (InstanceStatus instance : mesh.instances(host)) {
                if (instance.getService().equals("front")) {
                    continue;
                }
                Stranger at = new Stranger(bed, "out", bed.address(host), port(instance));
                assertThat(at.plainText()).as(instance.getName()).isEqualTo("nothing");
                assertThat(at.withoutCertificate(ours)).as(instance.getName()).isEqualTo("nothing");
                for (Member member : Member.values()) {
                    String who = member.id() + " at " + instance.getName();
                    boolean may = Member.valueOf(instance.getService().toUpperCase(Locale.ROOT))
                            .callers()
                            .contains(member);
                    assertThat(at.as(ours, member, "TLSv1.2", ours)).as(who).isEqualTo("nothing");
                    assertThat(at.as(theirs, member, "TLSv1.3", ours)).as(who).isEqualTo("nothing");
                    // who may call is answered by the process, which knows no such path
                    assertThat(at.as(ours, member, "TLSv1.3", ours))
                            .as(who)
                            .matches(may ? "HTTP/1.1 404 .*" : "HTTP/1.1 403 .*");
                }
            }
        }
    }

    @Test
    void stores_letNobodyInWithoutThePassword() throws Exception {
        String redis = bed.in("out", () -> {
            try (var socket = new Socket(bed.address("h1"), 7_101)) {
                socket.setSoTimeout(5_000);
                socket.getOutputStream().write("KEYS *\r\n".getBytes(US_ASCII));
                byte[] answer = new byte[100];
                int length = socket.getInputStream().read(answer);
                return new String(answer, 0, length, US_ASCII);
            }
        });
        assertThat(redis).startsWith("-NOAUTH");
        String postgres = bed.in("out", () -> postgresSays("out"));
        assertThat(postgres).contains("no pg_hba.conf entry for host \"" + bed.address("out") + "\"");
        assertThat(bed.in("h4", () -> postgresSays("h4"))).contains("password authentication failed");
    }

    private static String postgresSays(String host) {
        try (var connection = DriverManager.getConnection(
                "jdbc:postgresql://" + bed.address("h1") + ":7100/postgres?connectTimeout=10", "parley", "guess")) {
            return host + " is let in: " + connection;
        } catch (SQLException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
