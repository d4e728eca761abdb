package dev.parley.router.egress;

/** Envoy answered a request itself. Expected, so it carries no stack trace. */
public final class EnvoyAnswered extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient EnvoyReply reply;

    public EnvoyAnswered(EnvoyReply reply) {
        super(String.join(",", reply.flags()), null, false, false);
        this.reply = reply;
    }

    public EnvoyReply reply() {
        return reply;
    }
}
