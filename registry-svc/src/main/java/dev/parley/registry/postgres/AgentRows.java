package dev.parley.registry.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;

/** {@code registry.agent}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface AgentRows extends GenericRepository<AgentRow, AgentRow.Key> {
    @Query("SELECT nextval('registry.agent_version_seq')")
    long nextVersion();

    void save(AgentRow row);

    /** How many rows there were to update: one or none. */
    long update(AgentRow row);

    /** How many rows there were to delete; cards and vectors go with them. */
    long deleteById(AgentRow.Key key);

    List<AgentRow> findAll();
}
