package dev.parley.cli.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;

/** The TCP ports at which a host of a bed can be reached, as its kernel has them: to try all 65,535 takes minutes. */
final class OpenPorts {
    private static final int LOCAL_ADDRESS = 3;

    private OpenPorts() {}

    /** Those on the host's address and on all addresses; not those on its loopback interface. */
    static Set<Integer> of(TestBed bed, String host) throws Exception {
        TestBed.Answer answer = bed.run(host, "ss", "--listening", "--tcp", "--numeric", "--no-header");
        assertThat(answer.status()).as(answer.text()).isZero();
        Set<Integer> open = new TreeSet<>();
        for (String line : answer.text().lines().toList()) {
            String local = line.strip().split("\\s+")[LOCAL_ADDRESS];
            int port = local.lastIndexOf(':');
            if (!isLoopback(local.substring(0, port))) {
                open.add(Integer.parseInt(local.substring(port + 1)));
            }
        }
        return open;
    }

    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("[::1]") || address.startsWith("[::ffff:127.");
    }
}
