package dev.parley.cli.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Links between the hosts of a mesh are cut under calls. What may be made again is made again and answered; the rest fails in
 * words, and succeeds when its caller sends it again under the same id; when the link is back, so is everything. What callers saw
 * meanwhile is printed, and no time in it is asserted.
 */
@EnabledIfEnvironmentVariable(
        named = "PARLEY_LONG",
        matches = "1",
        disabledReason = "takes some minutes; PARLEY_LONG=1 runs it")
@Isolated("its hosts need the CPUs")
class CutsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(90);

    private static TestBed bed;
    private static MeshOnHosts mesh;
    private static CountingAgent agent;
    private static HostCaller caller;

    @BeforeAll
    static void start() throws Exception {
        bed = new TestBed("cuts", "h1", "h2", "h3", "h4", "agent", "out");
        mesh = new MeshOnHosts(
                bed, "h1 open-front edge stores", "h2 task router", "h3 task router", "h4 registry embed");
        agent = new CountingAgent(bed, "agent");
        caller = new HostCaller(bed, "out", "http://" + bed.address("h1") + ":" + MeshOnHosts.HTTP_PORT, PATIENCE);
        HostCaller.Answer registered = caller.register("counting", agent.url());
        assertThat(registered.status()).as(registered.body().toString()).isEqualTo(201);
    }

    @AfterEach
    void everythingGoesOnByItself() throws Exception {
        bed.change("heal");
        Instant begin = Instant.now();
        Waiting.until(
                "all are ready",
                BACK_WITHIN,
                () -> mesh.missing().isEmpty(),
                () -> mesh.missing().toString());
        // else the next test would cut a link that nobody uses
        Waiting.until(
                "nobody holds anything against anybody",
                BACK_WITHIN,
                () -> mesh.heldAgainst().isEmpty(),
                () -> mesh.heldAgainst().toString());
        for (int i = 0; i < 8; i++) {
            String text = UUID.randomUUID().toString();
            HostCaller.Answer[] last = new HostCaller.Answer[1];
            Waiting.until(
                    "a message",
                    BACK_WITHIN,
                    () -> {
                        last[0] = caller.send("counting", text, text);
                        return last[0].isCompleted();
                    },
                    () -> last[0].outcome());
        }
        System.out.println("| whole again | after "
                + Duration.between(begin, Instant.now()).toMillis() + " ms, eight messages included | |");
    }

    @AfterAll
    static void end() throws Exception {
        if (agent != null) {
            agent.close();
        }
        if (mesh != null) {
            mesh.close();
        }
        if (bed != null) {
            bed.close();
        }
    }

    /** A fault that lasts, and that the Envoys notice where they look for such. */
    private static Callable<Void> lasting(Duration time, boolean noticed, Fault fault) {
        return () -> {
            fault.begin();
            Instant begin = Instant.now();
            if (noticed) {
                Waiting.until(
                        "an Envoy notices", PATIENCE, () -> !mesh.heldAgainst().isEmpty());
                System.out.println("| noticed | after "
                        + Duration.between(begin, Instant.now()).toMillis() + " ms: " + mesh.heldAgainst() + " | |");
            }
            // it lasts as long as it is said to: it is the subject, and nothing tells of its end
            Thread.sleep(time);
            bed.change("heal");
            return null;
        };
    }

    private interface Fault {
        void begin() throws Exception;
    }

    private void assertMessagesSurvive(String name, boolean noticed, Fault fault) throws Exception {
        CallsUnderFaults calls = new CallsUnderFaults(caller, "counting", name);
        calls.sendWhile(lasting(Duration.ofSeconds(20), noticed, fault));
        calls.print();
        calls.assertHonest();
        calls.sendAgainWhatFailed(BACK_WITHIN);
        System.out.println("| " + name + " | " + calls.unanswered().size() + " sent again, " + calls.toldTwice(agent)
                + " told twice to the agent | |");
        assertThat(calls.sent()).isPositive();
    }

    /** Reads of tasks that are there already: each may be made again, so none may fail. */
    private void assertReadsSurvive(String name, Fault fault) throws Exception {
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String text = name + "-task-" + i;
            tasks.add(caller.send("counting", text, text).taskId());
        }
        List<HostCaller.Answer> answers = new ArrayList<>();
        FutureTask<Void> change = new FutureTask<>(lasting(Duration.ofSeconds(15), true, fault));
        Thread.ofPlatform().start(change);
        while (!change.isDone()) {
            for (String task : tasks) {
                answers.add(caller.task("counting", task));
            }
        }
        change.get();
        long longest = answers.stream()
                .mapToLong(answer -> answer.took().toMillis())
                .max()
                .orElse(0);
        System.out.println("| " + name + " | " + answers.size() + " reads, longest " + longest + " ms | |");
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.isCompleted()).as(answer.outcome()).isTrue());
    }

    @Test
    void unpluggedHost_ofATaskServiceAndARouterCostsNoMessage() throws Exception {
        assertMessagesSurvive("h2 unplugged", true, () -> bed.change("cut", "h2"));
    }

    @Test
    void blackHole_betweenEdgeAndATaskServiceCostsNoMessage() throws Exception {
        assertMessagesSurvive("h1 x h2 black hole", true, () -> bed.change("drop", "h1", "h2"));
    }

    @Test
    void oneWayCut_fromTheEdgeToATaskServiceCostsNoMessage() throws Exception {
        assertMessagesSurvive("h1 to h2 dropped", true, () -> bed.change("drop", "h1", "h2", "one-way"));
    }

    @Test
    void oneWayCut_fromATaskServiceBackCostsNoMessage() throws Exception {
        assertMessagesSurvive("h2 to h1 dropped", true, () -> bed.change("drop", "h2", "h1", "one-way"));
    }

    @Test
    void blackHole_betweenATaskServiceAndTheOtherRouterCostsNoMessage() throws Exception {
        assertMessagesSurvive("h2 x h3 black hole", true, () -> bed.change("drop", "h2", "h3"));
    }

    @Test
    void lossyLinks_costNoMessage() throws Exception {
        assertMessagesSurvive(
                "5 % lost between h1 and h2, h3",
                false, () -> {
                    bed.change("loss", "h1", "h2", "5");
                    bed.change("loss", "h1", "h3", "5");
                });
    }

    @Test
    void reads_allSucceedWithAnUnpluggedHost() throws Exception {
        assertReadsSurvive("reads, h2 unplugged", () -> bed.change("cut", "h2"));
    }

    @Test
    void reads_allSucceedWithAOneWayCut() throws Exception {
        assertReadsSurvive("reads, h2 to h1 dropped", () -> bed.change("drop", "h2", "h1", "one-way"));
    }

    @Test
    void registrysHostCut_leavesNamedAgentsCallable() throws Exception {
        CallsUnderFaults calls = new CallsUnderFaults(caller, "counting", "registry unplugged");
        calls.sendWhile(lasting(Duration.ofSeconds(20), true, () -> bed.change("cut", "h4")));
        calls.print();
        calls.assertHonest();
        assertThat(calls.unanswered()).isEmpty();
    }

    @Test
    void unpluggedHost_ofTheAgentCostsNoMessage() throws Exception {
        assertMessagesSurvive("agent unplugged", false, () -> bed.change("cut", "agent"));
    }

    @Test
    void delay_ofTheWholeWorldIsOnlySlow() throws Exception {
        for (String host : List.of("h2", "h3")) {
            bed.change("delay", host, "20");
        }
        for (int i = 0; i < 5; i++) {
            String text = "far away " + UUID.randomUUID();
            HostCaller.Answer answer = caller.send("counting", text, text);
            System.out.println(
                    "| 20 ms each way to h2 and h3 | " + answer.took().toMillis() + " ms | |");
            assertThat(answer.isCompleted()).as(answer.outcome()).isTrue();
        }
    }
}
