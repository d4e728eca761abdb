package dev.parley.task.push;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps callers from having the mesh call what only the mesh can reach (server-side request forgery). A host is resolved here
 * and nowhere else, each of its addresses is looked at, and whoever connects takes one of these: a name that leads elsewhere
 * a moment later changes nothing. Safe for concurrent use.
 */
public final class TargetGuard implements AutoCloseable {
    private static final int RESOLVERS = 16;
    private static final int WAITING = 256;

    private final AllowedTargets allowed;
    private final Resolver resolver;
    private final Duration resolveTimeout;
    // looking a name up blocks a platform thread, and a virtual one's carrier with it
    private final ThreadPoolExecutor threads;

    /** Finds the addresses of a host. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    public TargetGuard(PushSettings settings) {
        this(settings, InetAddress::getAllByName);
    }

    TargetGuard(PushSettings settings, Resolver resolver) {
        this.allowed = new AllowedTargets(settings.targets());
        this.resolver = resolver;
        this.resolveTimeout = settings.resolveTimeout();
        this.threads = new ThreadPoolExecutor(
                RESOLVERS,
                RESOLVERS,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                work -> Thread.ofPlatform().name("push-resolver").daemon().unstarted(work));
        threads.allowCoreThreadTimeOut(true);
    }

    /** What is known of a target at this moment. */
    sealed interface Verdict {
        /** @param addresses where it may be called, at least one */
        record Open(List<InetAddress> addresses) implements Verdict {}

        /** It may not be called. */
        record Closed(String reason) implements Verdict {}

        /** Nobody can tell where it leads. */
        record Unknown(String reason) implements Verdict {}
    }

    /**
     * @param target an http or https URL with a host
     */
    Verdict judge(URI target) throws InterruptedException {
        String host = hostOf(target);
        int port = portOf(target);
        List<InetAddress> addresses;
        try {
            addresses = resolve(host);
        } catch (UnknownHostException e) {
            return new Verdict.Unknown("host cannot be resolved");
        }
        if (addresses.isEmpty()) {
            return new Verdict.Unknown("host has no address");
        }
        boolean open = allowed.allowName(host, port)
                || addresses.stream()
                        .allMatch(address -> PublicAddresses.contain(address) || allowed.allowAddress(address, port));
        return open ? new Verdict.Open(addresses) : new Verdict.Closed("leads to an address that is not public");
    }

    private List<InetAddress> resolve(String host) throws UnknownHostException, InterruptedException {
        Future<InetAddress[]> answer;
        try {
            answer = threads.submit(() -> resolver.resolve(host));
        } catch (RejectedExecutionException e) {
            throw new UnknownHostException("too many names are being looked up");
        }
        try {
            return List.of(answer.get(resolveTimeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new UnknownHostException("no answer in time");
        } catch (ExecutionException e) {
            throw new UnknownHostException(String.valueOf(e.getCause()));
        }
    }

    /** As it is looked up: an IPv6 address without its brackets. */
    static String hostOf(URI target) {
        String host = target.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    static int portOf(URI target) {
        if (target.getPort() >= 0) {
            return target.getPort();
        }
        return "https".equalsIgnoreCase(target.getScheme()) ? 443 : 80;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
