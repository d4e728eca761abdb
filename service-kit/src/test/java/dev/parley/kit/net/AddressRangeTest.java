package dev.parley.kit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.128/25, 10.1.2.127, false",
        "10.1.2.128/25, 10.1.2.200, true",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "fd00::/8, fd12::1, true",
        "fd00::/8, fe80::1, false"
    })
    void range_containsWhatBeginsLikeIt(String range, String address, boolean contained) {
        assertThat(AddressRange.of(range).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/x",
                "::/129",
                "10.0.0/8",
                "1",
                "10.0.0.1%eth0",
                "fe80::1%"
            })
    void whatIsNoRange_isNoneAndNoNameIsLookedUp(String text) {
        assertThat(AddressRange.parse(text)).isEmpty();
    }

    @Test
    void zone_isPartOfTheAddress() throws Exception {
        byte[] linkLocal = InetAddress.ofLiteral("fe80::1").getAddress();
        NetworkInterface some = NetworkInterface.networkInterfaces().findFirst().orElseThrow();
        for (String zone : new String[] {Integer.toString(some.getIndex()), some.getName()}) {
            for (String range : new String[] {"fe80::1%" + zone, "fe80::%" + zone + "/10"}) {
                assertThat(AddressRange.of(range).contains(Inet6Address.getByAddress(null, linkLocal, some.getIndex())))
                        .as(range)
                        .isTrue();
                assertThat(AddressRange.of(range)
                                .contains(Inet6Address.getByAddress(null, linkLocal, some.getIndex() + 1)))
                        .as(range)
                        .isFalse();
            }
        }
        assertThat(AddressRange.of("fe80::1").contains(Inet6Address.getByAddress(null, linkLocal, 9)))
                .isTrue();
    }

    @Test
    void of_saysWhatIsWrong() {
        assertThatThrownBy(() -> AddressRange.of("10.0.0.0/33"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10.0.0.0/33 (expected: an address range)");
    }
}
