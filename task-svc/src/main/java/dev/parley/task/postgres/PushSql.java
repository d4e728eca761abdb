package dev.parley.task.postgres;

/** What the statements that write webhooks have in common. */
final class PushSql {
    /** A config takes the place of the one with its id: another target, and what it has not got yet goes there. */
    static final String REPLACES = """
            ON CONFLICT (tenant, task_id, config_id) DO UPDATE SET
                url = excluded.url, token = excluded.token, auth_scheme = excluded.auth_scheme,
                auth_credentials = excluded.auth_credentials, version = excluded.version, created_at = now(),
                opening = w.opening OR (w.state = 2 AND excluded.opening), state = 1, failed_attempts = 0,
                failing_since = NULL, due_at = NULL, owner = excluded.owner
            """;

    private PushSql() {}
}
