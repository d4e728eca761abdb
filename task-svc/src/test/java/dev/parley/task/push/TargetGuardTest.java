package dev.parley.task.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetGuardTest {
    private static TargetGuard.Verdict judge(String url, TargetGuard.Resolver resolver, String... allowed)
            throws Exception {
        try (TargetGuard guard = new TargetGuard(Settings.allowing(allowed), resolver)) {
            return guard.judge(URI.create(url));
        }
    }

    /** Names lead where the test says; addresses are read as the JDK reads them. */
    private static TargetGuard.Resolver leadingTo(String... addresses) {
        return host -> {
            InetAddress[] found = new InetAddress[addresses.length];
            for (int i = 0; i < found.length; i++) {
                found[i] = InetAddress.ofLiteral(addresses[i]);
            }
            return found;
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.0.9",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::7f00:1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "2001::1",
                "2001:db8::1",
                "3fff::1",
                "2002:7f00:1::",
                "2002:a00:1::1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "100::1",
                "5f00::1"
            })
    void address_thatIsNotPublicIsClosed(String address) throws Exception {
        assertThat(judge("http://name.example/", leadingTo(address))).isInstanceOf(TargetGuard.Verdict.Closed.class);
        assertThat(judge("http://name.example/", leadingTo("93.184.216.34", address)))
                .as("one bad address among good ones")
                .isInstanceOf(TargetGuard.Verdict.Closed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.1",
                "192.167.255.255",
                "198.17.255.255",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450::1",
                "2002:808:808::1",
                "64:ff9b::808:808"
            })
    void address_thatIsPublicIsOpen(String address) throws Exception {
        assertThat(judge("http://name.example/", leadingTo(address)))
                .isEqualTo(new TargetGuard.Verdict.Open(java.util.List.of(InetAddress.ofLiteral(address))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://[::1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://localhost/",
                "https://127.0.0.1:8443/x"
            })
    void literal_ofThisMachineIsNeverOpen(String url) throws Exception {
        assertThat(judge(url, InetAddress::getAllByName)).isNotInstanceOf(TargetGuard.Verdict.Open.class);
    }

    @Test
    void allowList_opensNamesAddressesAndRangesWithTheirPorts() throws Exception {
        TargetGuard.Resolver ten = leadingTo("10.1.2.3");
        Class<?> open = TargetGuard.Verdict.Open.class;
        Class<?> closed = TargetGuard.Verdict.Closed.class;

        assertThat(judge("http://hooks.internal:81/", ten, "hooks.internal")).isInstanceOf(open);
        assertThat(judge("http://HOOKS.internal/", ten, "hooks.internal:80")).isInstanceOf(open);
        assertThat(judge("https://hooks.internal/", ten, "hooks.internal:80")).isInstanceOf(closed);
        assertThat(judge("http://other.internal/", ten, "hooks.internal")).isInstanceOf(closed);
        assertThat(judge("http://x.internal/", ten, "10.1.0.0/16")).isInstanceOf(open);
        assertThat(judge("http://x.internal/", ten, "10.2.0.0/16")).isInstanceOf(closed);
        assertThat(judge("http://x.internal:8080/", ten, "10.1.2.3:8080")).isInstanceOf(open);
        assertThat(judge("http://x.internal:8081/", ten, "10.1.2.3:8080")).isInstanceOf(closed);
        assertThat(judge("http://x.internal/", leadingTo("::1"), "[::1]:80")).isInstanceOf(open);
        assertThat(judge("http://x.internal/", leadingTo("::1"), "::1")).isInstanceOf(open);
        assertThat(judge("http://x.internal/", leadingTo("fd00::5"), "fd00::/8"))
                .isInstanceOf(open);
        assertThat(judge("http://x.internal/", leadingTo("fd00::5", "10.9.9.9"), "fd00::/8"))
                .isInstanceOf(closed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "a b", "host:99999", "host:x", "http://x", "1.2.3", "/8", "-x"})
    void allowList_refusesWhatItCannotRead(String entry) {
        assertThatThrownBy(() -> new AllowedTargets(java.util.List.of(entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(entry);
    }

    @Test
    void name_thatCannotBeResolvedIsUnknown() throws Exception {
        assertThat(judge("http://nowhere.example/", host -> {
                    throw new UnknownHostException(host);
                }))
                .isInstanceOf(TargetGuard.Verdict.Unknown.class);
        CountDownLatch never = new CountDownLatch(1);
        assertThat(judge("http://slow.example/", host -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new UnknownHostException(host);
                }))
                .isEqualTo(new TargetGuard.Verdict.Unknown("host cannot be resolved"));
    }

    /** A name that is public when it is looked at, and private a moment later. */
    @Test
    void connection_goesToTheAddressThatWasLookedAt() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        TargetGuard.Resolver rebinding = host -> new InetAddress[] {
            InetAddress.ofLiteral(lookups.getAndIncrement() == 0 ? "127.0.0.1" : "169.254.169.254")
        };
        try (var receiver = new dev.parley.task.WebhookReceiver(0);
                TargetGuard guard = new TargetGuard(Settings.allowing("127.0.0.1"), rebinding);
                WebhookClient client = new WebhookClient(
                        guard, Settings.allowing(), java.time.InstantSource.system(), new java.util.Random(1))) {
            var webhook = new dev.parley.task.journal.Webhook(
                    "c", "http://rebind.example:" + receiver.port() + "/hook", "", null, "", "1.0");
            var post = new WebhookClient.Post("id", 1, "application/json", new byte[] {'{', '}'});

            assertThat(client.post(webhook, post)).isEqualTo(new Attempt.Taken(200));
            assertThat(lookups.get()).isEqualTo(1);
            assertThat(receiver.posts.getFirst().path()).isEqualTo("/hook");
            assertThat(client.post(webhook, post)).isInstanceOf(Attempt.Forbidden.class);
            assertThat(receiver.posts).hasSize(1);
        }
    }
}
