package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.edge.address.CallerAddress;
import dev.parley.edge.address.CallerAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a trusted proxy says a caller called: refused, or the base of a URL that leads nowhere else than it says. */
final class ForwardedFuzzTest {
    private static final InetSocketAddress PROXY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    private static final List<String> SCHEMES = List.of("http", "https");

    private static EdgeFixture edge;
    private static CallerAddresses addresses;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture(Map.of("parley.edge.trusted-proxies", "127.0.0.0/8"));
        addresses = edge.edge.context().getBean(CallerAddresses.class);
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    /** Header lines. */
    static Stream<byte[]> headers() {
        return Stream.of(
                        "Host: localhost:8080",
                        "Host: a\nForwarded: for=1.2.3.4;host=\"mesh.example:444\";proto=https, for=5;host=b;proto=http",
                        "Host: a\nX-Forwarded-Host: mesh.example, b.example\nX-Forwarded-Proto: https\n"
                                + "X-Forwarded-Port: 443\nX-Forwarded-Prefix: /team/a2a/",
                        "Host: [::1]:80\nX-Forwarded-Proto: HTTPS\nX-Forwarded-Port: 99999",
                        "Host: [:::018]",
                        "Host: [8]",
                        "Host: [::00118]")
                .map(text -> text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @MethodSource("headers")
    @FuzzTest(maxDuration = "15s")
    void address_isRefusedOrABaseOfUrls(byte[] lines) {
        Map<String, List<String>> headers = new String(lines, java.nio.charset.StandardCharsets.ISO_8859_1)
                .lines()
                .map(line -> line.split(": ", 2))
                .filter(line -> line.length == 2)
                .collect(Collectors.groupingBy(
                        line -> line[0].toLowerCase(Locale.ROOT),
                        Collectors.mapping(line -> line[1], Collectors.toList())));

        CallerAddress said =
                addresses.of(name -> headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()), PROXY, false);

        if (said.fault() != null || !said.isWellFormed()) {
            return; // RequestGuard refuses both
        }
        assertThat(said.scheme()).isIn(SCHEMES);
        URI url = URI.create(said.url());
        assertThat(url.getRawPath()).isEqualTo(said.prefix());
        assertThat(url.getRawAuthority()).isEqualTo(said.authority());
        assertThat(url.getRawUserInfo()).isNull();
        assertThat(url.getRawQuery()).isNull();
        assertThat(url.getRawFragment()).isNull();
        assertThat(url.getPort()).isLessThanOrEqualTo(65_535);
    }
}
