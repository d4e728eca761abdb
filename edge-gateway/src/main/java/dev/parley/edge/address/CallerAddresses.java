package dev.parley.edge.address;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import jakarta.inject.Singleton;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a caller called. A proxy that is trusted says it by {@code Forwarded} (RFC 7239) or by
 * {@code X-Forwarded-Host}, {@code -Proto}, {@code -Port}, and {@code -Prefix} with either; of several the last counts, which is
 * the nearest proxy's own word. From anybody else these headers mean nothing.
 */
@Singleton
public final class CallerAddresses {
    private static final Pattern PARAMETER = Pattern.compile("([A-Za-z]+)=(?:\"([^\"]*)\"|([^;,\\s\"]+))");
    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*){0,16}");

    private final TrustedProxies proxies;

    CallerAddresses(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    public CallerAddress of(HttpRequest<?> request) {
        return of(name -> request.getHeaders().getAll(name), peer(request), request.isSecure());
    }

    // the request's own method knows no unix sockets
    private static SocketAddress peer(HttpRequest<?> request) {
        return request instanceof NettyHttpRequest<?> netty
                ? netty.getChannelHandlerContext().channel().remoteAddress()
                : request.getRemoteAddress();
    }

    /**
     * @param headers all values of a header
     * @param peer who is connected
     */
    public CallerAddress of(Function<String, List<String>> headers, SocketAddress peer, boolean secure) {
        String host = last(headers.apply("Host"), "");
        String scheme = secure ? "https" : "http";
        if (!proxies.trusts(peer)) {
            return new CallerAddress(scheme, host, "", false, null);
        }
        String forwarded = last(headers.apply("Forwarded"), "");
        String saidHost = or(parameter(forwarded, "host"), last(headers.apply("X-Forwarded-Host"), ""));
        String saidScheme = or(parameter(forwarded, "proto"), last(headers.apply("X-Forwarded-Proto"), ""));
        String port = last(headers.apply("X-Forwarded-Port"), "");
        String prefix = withoutSlash(last(headers.apply("X-Forwarded-Prefix"), ""));
        // our sidecar always says the scheme, and stands on the ports that are ours
        String scheming = proxies.isSidecar(peer) ? "" : saidScheme;
        boolean proxied = !(saidHost + scheming + port + prefix).isEmpty();
        String at = saidScheme.isEmpty() ? scheme : saidScheme.toLowerCase(Locale.ROOT);
        return new CallerAddress(at, authority(saidHost, host, port, at), prefix, proxied, fault(at, port, prefix));
    }

    private static String authority(String saidHost, String host, String port, String scheme) {
        String authority = saidHost.isEmpty() ? host : saidHost;
        String name = CallerAddress.withoutPort(authority);
        boolean hasOwn = !saidHost.isEmpty() && !name.equals(authority);
        if (port.isEmpty() || hasOwn) {
            return authority;
        }
        boolean usual = port.equals(scheme.equals("https") ? "443" : "80");
        return usual ? name : name + ":" + port;
    }

    private static @Nullable String fault(String scheme, String port, String prefix) {
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return "X-Forwarded-Proto or Forwarded \"" + scheme + "\" (expected: http or https)";
        }
        if (!port.isEmpty() && !CallerAddress.isPort(port)) {
            return "X-Forwarded-Port \"" + port + "\" (expected: a port)";
        }
        return PREFIX.matcher(prefix).matches()
                ? null
                : "X-Forwarded-Prefix \"" + prefix + "\" (expected: a path of letters, digits and . _ ~ -)";
    }

    /** A header may be there several times, each with several values. */
    private static String last(List<String> values, String other) {
        String text = values.isEmpty() ? other : values.getLast();
        return text.substring(text.lastIndexOf(',') + 1).strip();
    }

    private static String parameter(String element, String name) {
        Matcher matcher = PARAMETER.matcher(element);
        while (matcher.find()) {
            if (matcher.group(1).equalsIgnoreCase(name)) {
                return matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
            }
        }
        return "";
    }

    private static String or(String first, String second) {
        return first.isEmpty() ? second : first;
    }

    private static String withoutSlash(String prefix) {
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }
}
