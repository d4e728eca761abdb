package dev.parley.edge.address;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a caller called.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority host and port as the caller has them; empty: it named none
 * @param prefix what a proxy took off the path, with a slash before and none behind; empty: nothing
 * @param proxied whether a proxy said so: then other ports of this host are not known to be reachable
 * @param fault what is wrong with what the proxy said; null: nothing
 */
public record CallerAddress(
        String scheme,
        String authority,
        String prefix,
        boolean proxied,
        @Nullable String fault) {
    private static final Pattern AUTHORITY = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");
    private static final int MAX_PORT = 65_535;

    /** URL without a slash at its end. */
    public String url() {
        return scheme + "://" + authority + prefix;
    }

    /** Without port. */
    public String host() {
        return withoutPort(authority);
    }

    /** Whether the authority is a host, or one with a port: nothing else may become part of a URL. */
    public boolean isWellFormed() {
        Matcher matcher = AUTHORITY.matcher(authority);
        return matcher.matches() && isHost(matcher.group(1)) && (matcher.group(2) == null || isPort(matcher.group(2)));
    }

    /** What stands in brackets must be an address of IPv6, and one that is written as URLs have it. */
    private static boolean isHost(String text) {
        if (!text.startsWith("[")) {
            return true;
        }
        try {
            return text.equals(new URI("http://" + text).getHost());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    static boolean isPort(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= MAX_PORT;
    }

    public static String withoutPort(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon < 0 || authority.endsWith("]") ? authority : authority.substring(0, colon);
    }
}
