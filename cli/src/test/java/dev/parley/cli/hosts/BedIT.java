package dev.parley.cli.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each thing that the bed can do to a link, held to what is measured on it. */
@Isolated("it measures links")
class BedIT {
    private static final int CLOSED_PORT = 9;
    private static final Duration SOON = Duration.ofSeconds(10);

    private static TestBed bed;

    @BeforeAll
    static void start() throws Exception {
        bed = new TestBed("controls", "h1", "h2", "h3");
    }

    @AfterEach
    void heal() throws Exception {
        bed.change("heal");
    }

    @AfterAll
    static void end() throws Exception {
        if (bed != null) {
            long first = bed.pid("h1");
            bed.close();
            Waiting.until(
                    "the first process is gone", SOON, () -> !Files.exists(Path.of("/proc", Long.toString(first))));
            assertThat(Path.of("/run/parley-beds", bed.name())).doesNotExist();
        }
    }

    /** On a busy machine they may take their time: one that is missing is waited for. */
    private static void assertAllArrive(String from, String to, int packets) throws Exception {
        assertThat(arrived(from, to, packets, SOON)).isEqualTo(packets);
    }

    private static int arrived(String from, String to, int packets) throws Exception {
        return arrived(from, to, packets, Duration.ofMillis(500));
    }

    /**
     * Sends packets, 100 bytes each, a moment between them, and gives how many came.
     *
     * @param silence after which nothing more is waited for, when some are missing
     */
    private static int arrived(String from, String to, int packets, Duration silence) throws Exception {
        DatagramSocket receiver = bed.in(to, () -> new DatagramSocket(0, InetAddress.getByName(bed.address(to))));
        FutureTask<Integer> count = new FutureTask<>(() -> count(receiver, packets));
        try (receiver;
                DatagramSocket sender = bed.in(from, DatagramSocket::new)) {
            receiver.setReceiveBufferSize(1 << 20);
            receiver.setSoTimeout((int) silence.toMillis());
            Thread.ofPlatform().start(count);
            for (int i = 0; i < packets; i++) {
                sender.send(new DatagramPacket(new byte[100], 100, receiver.getLocalSocketAddress()));
                if (i % 50 == 0) {
                    Thread.sleep(1);
                }
            }
            return count.get();
        }
    }

    private static int count(DatagramSocket receiver, int most) throws IOException {
        int count = 0;
        try {
            while (count < most) {
                receiver.receive(new DatagramPacket(new byte[200], 200));
                count++;
            }
        } catch (SocketTimeoutException nothingMore) {
            return count;
        }
        return count;
    }

    /** How long the fastest of some answers takes: that a port is closed. */
    private static Duration roundTrip(String from, String to) throws Exception {
        return bed.in(from, () -> {
            Duration fastest = Duration.ofDays(1);
            for (int i = 0; i < 5; i++) {
                Instant begin = Instant.now();
                try (Socket socket = new Socket()) {
                    assertThatThrownBy(
                                    () -> socket.connect(new InetSocketAddress(bed.address(to), CLOSED_PORT), 10_000))
                            .isInstanceOf(ConnectException.class);
                }
                Duration took = Duration.between(begin, Instant.now());
                fastest = took.compareTo(fastest) < 0 ? took : fastest;
            }
            return fastest;
        });
    }

    @Test
    void hosts_reachEachOtherAndNobodyElse() throws Exception {
        assertAllArrive("h1", "h2", 500);
        assertAllArrive("h3", "h1", 500);
        assertThat(bed.run("h1", "ip", "-brief", "addr").text())
                .contains(bed.address("h1") + "/24", "127.0.0.1/8")
                .doesNotContain(bed.address("h2"));
        // and no way out: this machine's own network is another
        assertThat(bed.run("h1", "ip", "route").text().lines()).hasSize(1);
    }

    @Test
    void hosts_shareNoDiskAndCannotWriteTheMachines() throws Exception {
        assertThat(bed.run("h1", "sh", "-c", "echo h1 | tee /srv/disk/mine /tmp/mine /dev/shm/mine /run/mine")
                        .status())
                .isZero();
        assertThat(bed.disk("h1").resolve("mine")).hasContent("h1");
        for (String path : new String[] {"/srv/disk/mine", "/tmp/mine", "/dev/shm/mine", "/run/mine"}) {
            assertThat(bed.run("h1", "cat", path).text()).isEqualTo("h1\n");
            assertThat(bed.run("h2", "cat", path).text()).contains("No such file");
        }
        assertThat(Path.of("/tmp/mine")).doesNotExist();
        assertThat(bed.run("h2", "ls", bed.disk("h1").getParent().toString()).text())
                .isEmpty();
        assertThat(bed.run("h1", "touch", "/usr/mine", "/root/mine").text()).contains("Read-only file system");
        assertThat(bed.run(
                                "h1",
                                "touch",
                                Path.of("target", "mine").toAbsolutePath().toString())
                        .text())
                .contains("Read-only file system");
    }

    @Test
    void hosts_seeNeitherProcessesNorNamesOfOthers() throws Exception {
        assertThat(bed.run("h2", "hostname").text()).isEqualTo("h2\n");
        String own = Long.toString(ProcessHandle.current().pid());
        assertThat(bed.run("h2", "sh", "-c", "ls -d /proc/[0-9]*").text().lines())
                .hasSizeLessThan(10)
                .doesNotContain("/proc/" + own);
    }

    @Test
    void cut_letsNoPacketThrough() throws Exception {
        bed.change("cut", "h2");
        assertThat(arrived("h1", "h2", 50)).isZero();
        assertAllArrive("h1", "h3", 50);
        bed.change("heal");
        assertAllArrive("h1", "h2", 50);
    }

    @Test
    void drop_isBetweenTwoHostsAndBothWays() throws Exception {
        bed.change("drop", "h1", "h2");
        assertThat(arrived("h1", "h2", 50)).isZero();
        assertThat(arrived("h2", "h1", 50)).isZero();
        assertAllArrive("h1", "h3", 50);
        assertAllArrive("h3", "h2", 50);
        bed.change("heal");
        assertAllArrive("h1", "h2", 50);
    }

    @Test
    void drop_oneWayLetsTheOtherWayThrough() throws Exception {
        bed.change("drop", "h1", "h2", "one-way");
        assertThat(arrived("h1", "h2", 50)).isZero();
        assertAllArrive("h2", "h1", 50);
    }

    @Test
    void loss_isAboutWhatWasAskedFor() throws Exception {
        bed.change("loss", "h1", "h2", "30");
        // 1,400 by the rule; chance alone seldom leads further away than 60
        assertThat(arrived("h1", "h2", 2_000, Duration.ofSeconds(3))).isBetween(1_200, 1_600);
        assertAllArrive("h1", "h3", 500);
    }

    @Test
    void rate_letsNoMoreThroughThanWasAskedFor() throws Exception {
        bed.change("rate", "h2", "8mbit");
        int bytes = 1_000_000;
        ServerSocket server = bed.in("h2", () -> new ServerSocket(0, 1, InetAddress.getByName(bed.address("h2"))));
        try (server;
                Socket sender = bed.in("h1", () -> new Socket(bed.address("h2"), server.getLocalPort()));
                Socket receiver = server.accept()) {
            Instant begin = Instant.now();
            Thread.ofPlatform().start(() -> {
                try {
                    sender.getOutputStream().write(new byte[bytes]);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(receiver.getInputStream().readNBytes(bytes)).hasSize(bytes);
            // less the burst of 64 KiB that passes at once
            assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofMillis(900));
        }
    }

    @Test
    void delay_isOnEachWayAndGoesAgain() throws Exception {
        bed.change("delay", "h2", "60");
        assertThat(roundTrip("h1", "h2")).isGreaterThanOrEqualTo(Duration.ofMillis(120));
        bed.change("delay", "h1", "40");
        assertThat(roundTrip("h1", "h2")).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertAllArrive("h1", "h2", 500);
        bed.change("heal");
        // far more than it takes, far less than the delay
        assertThat(roundTrip("h1", "h2")).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void delay_keepsWhatIsSentWholeAndInOrder() throws Exception {
        bed.change("delay", "h2", "5");
        byte[] sent = new byte[5_000_000];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i * 31 + i / 251);
        }
        ServerSocket server = bed.in("h2", () -> new ServerSocket(0, 1, InetAddress.getByName(bed.address("h2"))));
        try (server;
                Socket sender = bed.in("h1", () -> new Socket(bed.address("h2"), server.getLocalPort()));
                Socket receiver = server.accept()) {
            receiver.setSoTimeout(30_000);
            Thread.ofPlatform().start(() -> {
                try {
                    sender.getOutputStream().write(sent);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(receiver.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
        }
    }

    /** A command that is in the middle of it on a host: it has said so. */
    private static Process running(TestBed bed, String host) throws Exception {
        Process process = new ProcessBuilder(bed.on(host, "sh", "-c", "echo > runs && exec sleep 600")).start();
        Path said = bed.disk(host).resolve("runs");
        Waiting.until("it runs", SOON, () -> Files.exists(said));
        return process;
    }

    @Test
    void killedHost_endsWithEverythingOnIt() throws Exception {
        try (TestBed other = new TestBed("lost", "h1", "h2")) {
            Process onIt = running(other, "h1");
            other.change("kill", "h1");
            assertThat(onIt.waitFor()).isNotZero();
            assertThat(other.run("h2", "hostname").text()).isEqualTo("h2\n");
            other.change("heal");
        }
    }

    @Test
    void killedHolder_takesItsHostsWithItAndTheNextBedTheRest() throws Exception {
        TestBed other = new TestBed("held", "h1");
        Path disk = other.disk("h1");
        long first = other.pid("h1");
        Process onIt = running(other, "h1");
        other.holder().destroyForcibly().waitFor();
        onIt.waitFor();
        Waiting.until("the first process is gone", SOON, () -> !Files.exists(Path.of("/proc", Long.toString(first))));
        assertThat(TestBed.answer(TestBed.command("list")).text()).doesNotContain(other.name());
        assertThat(disk).exists();
        // as of a holder that was killed before it wrote this, and of one whose folder is gone
        Files.writeString(Path.of("/run/parley-beds", other.name(), "holder"), "");
        assertThat(TestBed.answer(TestBed.command("list")).text()).doesNotContain(other.name());
        Path orphan = Files.createTempDirectory(Path.of("/var/tmp"), "parley-bed.");
        new TestBed("after", "h1").close();
        assertThat(disk).doesNotExist();
        assertThat(orphan).doesNotExist();
        assertThat(Path.of("/run/parley-beds", other.name())).doesNotExist();
    }

    @Test
    void bedsMadeAtOnce_leaveEachOtherAloneAndDownEndsThem() throws Exception {
        List<FutureTask<TestBed>> made = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String name = "together" + i;
            FutureTask<TestBed> each = new FutureTask<>(() -> new TestBed(name, "h1"));
            made.add(each);
            Thread.ofPlatform().start(each);
        }
        for (FutureTask<TestBed> each : made) {
            running(each.get(), "h1");
        }
        for (FutureTask<TestBed> each : made) {
            TestBed other = each.get();
            Path disk = other.disk("h1");
            TestBed.Answer down = TestBed.answer(TestBed.command("down", other.name()));
            assertThat(down.status()).as(down.text()).isZero();
            assertThat(disk).doesNotExist();
            assertThat(Path.of("/run/parley-beds", other.name())).doesNotExist();
            Path first = Path.of("/proc", Long.toString(other.pid("h1")));
            Waiting.until("the first process is gone", SOON, () -> !Files.exists(first));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "up x h1 h2 h3 h4 h5 h6 h7 h8 h9,9 hosts (expected: at most 8)",
        "up x ../h1,\"../h1\" (expected: a host's name",
        "up X h1,\"X\" (expected: a bed's name",
        "run nowhere h1 true,no bed nowhere (expected: one of:",
        "up x switch,\"switch\" (expected: a host's name",
    })
    void whatCannotBe_isRefusedWithWhatWasExpected(String arguments, String words) throws Exception {
        TestBed.Answer answer = TestBed.answer(TestBed.command(arguments.split(" ")));
        assertThat(answer.status()).isNotZero();
        assertThat(answer.text()).contains(words);
    }

    @Test
    void unknownHostsAndOddNumbers_areRefused() throws Exception {
        for (String[] change : new String[][] {
            {"cut", bed.name(), "h9"},
            {"drop", bed.name(), "h1", "h9"},
            {"drop", bed.name(), "h1", "h2", "oneway"},
            {"loss", bed.name(), "h1", "h2", "101"},
            {"delay", bed.name(), "h1", "-1"},
            {"cut", bed.name()}
        }) {
            TestBed.Answer answer = TestBed.answer(TestBed.command(change));
            assertThat(answer.status()).as(answer.text()).isNotZero();
        }
        assertAllArrive("h1", "h2", 50);
    }
}
