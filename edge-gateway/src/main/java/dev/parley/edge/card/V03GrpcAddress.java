package dev.parley.edge.card;

/**
 * How a card of 0.3 says where gRPC is. 0.3.0 §5.5.5 calls it a URL; the official clients of 0.3 hand it to gRPC as it is, which
 * reads {@code host:port} only.
 */
public enum V03GrpcAddress {
    /** {@code host:port}. */
    HOST_PORT {
        @Override
        String write(String hostPort, String httpUrl) {
            return hostPort;
        }
    },
    /** {@code http://host:port}, or {@code https://} where the endpoint's HTTP has that. */
    URL {
        @Override
        String write(String hostPort, String httpUrl) {
            return httpUrl.substring(0, httpUrl.indexOf("://")) + "://" + hostPort;
        }
    };

    /**
     * @param hostPort where gRPC is
     * @param httpUrl the URL of the same endpoint over HTTP
     */
    abstract String write(String hostPort, String httpUrl);

    /**
     * What {@code parley.edge.v03-grpc-address} says.
     *
     * @throws IllegalArgumentException for anything but {@code host-port} and {@code url}
     */
    public static V03GrpcAddress of(String setting) {
        return switch (setting) {
            case "host-port" -> HOST_PORT;
            case "url" -> URL;
            default ->
                throw new IllegalArgumentException(
                        "parley.edge.v03-grpc-address=" + setting + " (expected: one of host-port, url)");
        };
    }
}
