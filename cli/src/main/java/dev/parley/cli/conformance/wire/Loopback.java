package dev.parley.cli.conformance.wire;

import java.util.regex.Pattern;

/** Which addresses mean this host itself. */
public final class Loopback {
    private static final Pattern HOST = Pattern.compile("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[?::1]?");

    private Loopback() {}

    /** True for {@code localhost} and the loopback addresses; a name that only begins like one is another host. */
    public static boolean isHost(String host) {
        return HOST.matcher(host).matches();
    }

    /** The same of the host in a URL, or in the {@code host:port} of gRPC. */
    public static boolean isIn(String url) {
        return isHost(authority(url).replaceFirst(":[0-9]+$", ""));
    }

    /** What stands between scheme and path. */
    public static String authority(String url) {
        return url.replaceFirst("^[a-z]+://", "").replaceFirst("[/?].*$", "");
    }
}
