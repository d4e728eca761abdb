package dev.parley.proto.dialect;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A2A's own bindings (1.0.1 §4.4.6), as cards name them, and what the mesh needs of an interface to call it. */
public enum ProtocolBinding {
    JSONRPC("JSONRPC"),
    HTTP_JSON("HTTP+JSON"),
    GRPC("GRPC");

    private final String wireName;

    ProtocolBinding(String wireName) {
        this.wireName = wireName;
    }

    /** As in {@code AgentInterface.protocolBinding}. */
    public String wireName() {
        return wireName;
    }

    /** @return empty for a binding that A2A does not define */
    public static Optional<ProtocolBinding> of(String stated) {
        return Arrays.stream(values())
                .filter(binding -> binding.wireName.equalsIgnoreCase(stated.strip()))
                .findFirst();
    }

    /**
     * What the mesh calls an interface of this binding in.
     *
     * @param stated the interface's {@code protocolVersion}
     * @return empty when it cannot be called: an unknown version, or one that this binding does not have
     */
    public Optional<A2aVersion> callable(String stated) {
        // 0.2 was over JSON-RPC in all that is about
        boolean has = this == JSONRPC || !stated.strip().startsWith("0.2");
        return has ? A2aVersion.ofInterface(stated) : Optional.empty();
    }

    /** What interfaces can be called, for error texts: {@code JSONRPC 1.0, JSONRPC 0.3, GRPC 1.0}. */
    public static String callables() {
        return Arrays.stream(values())
                .flatMap(binding -> Arrays.stream(A2aVersion.values())
                        .map(A2aVersion::number)
                        .filter(number -> binding.callable(number).isPresent())
                        .map(number -> binding.wireName + " " + number))
                .collect(Collectors.joining(", "));
    }

    /**
     * Where an interface of this binding is, as an http or https URL with a host. A gRPC address may also be {@code host:port}
     * or {@code dns:host:port}; it becomes an http URL, which stands for no TLS, and has a port.
     *
     * @return empty for what is no such address
     */
    public Optional<URI> address(String url) {
        return this == GRPC ? grpcAddress(url) : webAddress(url);
    }

    private static Optional<URI> grpcAddress(String url) {
        String address = url.startsWith("dns:") ? url.substring("dns:".length()).replaceFirst("^//[^/]*/", "") : url;
        boolean bare = !address.contains("://");
        return webAddress(bare ? "http://" + address : address)
                .filter(uri -> !bare || (uri.getPort() > 0 && uri.getRawPath().isEmpty()));
    }

    private static Optional<URI> webAddress(String url) {
        @Nullable URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("http") || scheme.equals("https");
        return web && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
    }
}
