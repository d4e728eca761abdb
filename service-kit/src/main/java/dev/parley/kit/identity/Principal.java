package dev.parley.kit.identity;

import java.util.List;

/**
 * Who calls.
 *
 * @param tenant who owns the data and the quotas; never A2A's routing label
 * @param subject the caller inside the tenant; tasks belong to it
 * @param roles what it may do
 */
public record Principal(String tenant, String subject, List<String> roles) {
    /** The caller of a mesh without authentication, which listens on loopback only. */
    public static final Principal LOCAL = new Principal("default", "local", List.of("admin"));

    public Principal {
        if (tenant.isBlank() || subject.isBlank()) {
            throw new IllegalArgumentException("tenant and subject must not be blank");
        }
        roles = List.copyOf(roles);
    }

    /** Whether it may see and do what concerns others of its tenant. */
    public boolean isAdmin() {
        return roles.contains("admin");
    }
}
