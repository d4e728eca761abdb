package dev.parley.envoy.bootstrap;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What single values must be; each check names its key, relative to the record that holds it. */
final class Check {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9a-fA-F:]{2,39}");
    // sun_path ends with a zero byte
    private static final int MAX_SOCKET_BYTES = 107;

    private Check() {}

    static void name(String key, String value) {
        require(NAME.matcher(value).matches(), key, value, "letters a to z, digits, dots and dashes, 63 at most");
    }

    static void ip(String key, String value) {
        require(IPV4.matcher(value).matches() || IPV6.matcher(value).matches(), key, value, "an IP address");
    }

    static void host(String key, String value) {
        require(
                NAME.matcher(value).matches() || IPV6.matcher(value).matches(),
                key,
                value,
                "an IP address or a host name in lower case");
    }

    static void port(String key, int value) {
        range(key, value, 1, 65535);
    }

    static void range(String key, int value, int least, int most) {
        require(value >= least && value <= most, key, value, least + " to " + most);
    }

    static void path(String key, Path value) {
        require(
                value.isAbsolute() && value.toString().codePoints().noneMatch(Character::isISOControl),
                key,
                value,
                "an absolute path without control characters");
    }

    static void socket(String key, Path value) {
        path(key, value);
        require(
                value.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_BYTES,
                key,
                value,
                "a path of at most " + MAX_SOCKET_BYTES + " bytes, as unix sockets have");
    }

    static void require(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new BadSettings(key, value, expected);
        }
    }
}
