package dev.parley.registry.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;

/** {@code registry.agent_version}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface CardRows extends GenericRepository<CardRow, CardRow.Key> {
    void save(CardRow row);

    /** Leaves an agent its newest cards, of which the last is in force. */
    @Query("""
            DELETE FROM registry.agent_version
            WHERE tenant = :tenant AND agent_id = :agentId AND version NOT IN (
                SELECT version FROM registry.agent_version
                WHERE tenant = :tenant AND agent_id = :agentId ORDER BY version DESC LIMIT :kept)""")
    void deleteOlder(String tenant, String agentId, int kept);

    /** The card in force of every agent. */
    @Query("""
            SELECT v.* FROM registry.agent_version v
            JOIN registry.agent a ON a.tenant = v.tenant AND a.id = v.agent_id AND a.card_version = v.version""")
    List<CardRow> findInForce();
}
