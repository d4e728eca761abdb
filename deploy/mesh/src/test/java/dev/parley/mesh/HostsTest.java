package dev.parley.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.envoy.bootstrap.Member;
import dev.parley.standalone.folder.StartRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {
    private static final String REST = "\nb 10.0.0.2 task router registry embed stores";

    @Test
    void file_saysWhoRunsWhatAndTheOrderSaysThePorts() {
        Hosts hosts = Hosts.parse("""
                # a comment
                first-port 7500
                a 10.0.0.1 front edge=2   # the public one

                b 10.0.0.2 task=3 router registry embed stores
                """);
        assertThat(hosts.firstPort()).isEqualTo(7_500);
        assertThat(hosts.addresses()).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(hosts.front().name()).isEqualTo("a");
        assertThat(hosts.front().openFront()).isFalse();
        assertThat(hosts.find("a").orElseThrow().of(Member.EDGE)).isEqualTo(2);
        assertThat(hosts.find("a").orElseThrow().of(Member.TASK)).isZero();
        assertThat(hosts.find("b").orElseThrow().of(Member.TASK)).isEqualTo(3);
        assertThat(hosts.stores().orElseThrow().name()).isEqualTo("b");
    }

    @Test
    void defaults_areThePortsFrom7100AndAClosedFront() {
        Hosts hosts = Hosts.parse("a 10.0.0.1 front edge" + REST);
        assertThat(hosts.postgresPort()).isEqualTo(7_100);
        assertThat(hosts.redisPort()).isEqualTo(7_101);
        assertThat(hosts.firstInstancePort()).isEqualTo(7_102);
        assertThat(Hosts.parse("a 10.0.0.1 open-front edge" + REST).front().openFront())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "a 10.0.0.1,NAME ADDRESS THING",
        "A 10.0.0.1 front edge,NAME ADDRESS THING",
        "a 10.0.0.256 front edge,an IPv4 address",
        "a localhost front edge,an IPv4 address",
        "a 0.0.0.0 front edge,an IPv4 address",
        "a 10.0.0.1 front edge=0,\"edge=0\" in",
        "a 10.0.0.1 front edge=21,\"edge=21\" in",
        "a 10.0.0.1 front edge edge=2,\"edge=2\" in",
        "a 10.0.0.1 front=2 edge,\"front=2\" in",
        "a 10.0.0.1 front edge operator,\"operator\" in",
        "a 10.0.0.1 edge,0 times front",
        "a 10.0.0.1 front,No host has edge",
        "a 10.0.0.1 front edge registry,2 times registry",
        "a 10.0.0.1 front edge stores,2 times stores",
        "b 10.0.0.1 front edge,each name and each address once",
        "a 10.0.0.2 front edge,each name and each address once",
        "first-port 80,\"first-port 80\"",
        "first-port x,\"first-port x\"",
        "a 10.0.00.1 front edge,an IPv4 address",
        "a 010.0.0.1 front edge,an IPv4 address",
        "a 224.0.0.1 front edge,an IPv4 address",
        "a 239.255.255.255 front edge,an IPv4 address",
        "a 255.255.255.255 front edge,an IPv4 address",
        "a 10.0.0.1 front open-front edge,front or open-front",
    })
    void anythingElse_isRefusedWithWhatWasExpected(String line, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hosts.parse(line + REST))
                .withMessageContaining(words)
                .withMessageContaining("expected: ");
    }

    @Test
    void secondFirstPort_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hosts.parse("first-port 7500\nfirst-port 7600\na 10.0.0.1 front edge" + REST))
                .withMessage("\"first-port 7600\" (expected: first-port at most once)");
    }

    @Test
    void portsPastTheLastOne_areRefused() {
        StringBuilder file = new StringBuilder("first-port 65000\na 10.0.0.1 front edge" + REST);
        // the stores have two, a and b five instances; 26 hosts of 20 take 520 of the 529 that are left
        for (int i = 0; i < 26; i++) {
            file.append("\nt" + i + " 10.0.1." + i + " task=20");
        }
        assertThat(Hosts.parse(file.toString()).hosts()).hasSize(28);
        file.append("\nl 10.0.2.1 task=10");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hosts.parse(file.toString()))
                .withMessageContaining(
                        "first-port 65000: the last instance would have port 65536 (expected: at most 65535");
    }

    @ParameterizedTest
    @ValueSource(ints = {7_100, 7_101, 7_102, 7_106})
    void frontsPort_isNoneOfTheStoresAndInstances(int port) {
        Hosts hosts = Hosts.parse("a 10.0.0.1 front edge" + REST);
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> hosts.requireNotOurs(port, "--grpc-port"))
                .withMessageContaining("--grpc-port " + port + " (expected: none of the ports 7100 to 7106");
        hosts.requireNotOurs(7_099, "--grpc-port");
        hosts.requireNotOurs(7_107, "--grpc-port");
    }

    @Test
    void host_thatIsNotInTheFileIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OnHost(Hosts.parse("a 10.0.0.1 front edge" + REST), "c"))
                .withMessage("\"c\" (expected: one of the hosts a, b)");
    }
}
