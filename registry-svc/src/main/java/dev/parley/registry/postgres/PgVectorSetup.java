package dev.parley.registry.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes pgvector's table where the server has the extension, and fills it from {@code skill_vector}. */
final class PgVectorSetup {
    private static final Logger log = LoggerFactory.getLogger(PgVectorSetup.class);
    private static final int DIMENSIONS = 384;

    // registries that start together must not make the table twice
    private static final long LOCK = 7_165_422;

    private PgVectorSetup() {}

    /** The index; empty while the server does not offer the extension, or does not let us have it. */
    static Optional<PgVectorIndex> open(Database database) {
        if (!database.write(PgVectorSetup::isOffered)) {
            return Optional.empty();
        }
        try {
            String schema = database.write(PgVectorSetup::make);
            return Optional.of(new PgVectorIndex(database, schema));
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("pgvector is offered but cannot be used");
            return Optional.empty();
        }
    }

    private static boolean isOffered(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'")) {
            return rows.next();
        }
    }

    /** Returns the schema that the extension lives in. */
    private static String make(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            statement.execute("CREATE EXTENSION IF NOT EXISTS vector");
            requireVersion(statement);
            String schema = schemaOfExtension(statement);
            statement.execute("""
                    CREATE TABLE IF NOT EXISTS registry.skill_embedding (
                        tenant    text NOT NULL,
                        agent_id  text NOT NULL,
                        skill_id  text NOT NULL,
                        model     text NOT NULL,
                        embedding %s.vector(%d) NOT NULL,
                        PRIMARY KEY (tenant, agent_id, skill_id),
                        FOREIGN KEY (tenant, agent_id, skill_id)
                            REFERENCES registry.skill_vector (tenant, agent_id, skill_id) ON DELETE CASCADE)""".formatted(schema, DIMENSIONS));
            // what was written while the extension was away; what was overwritten then is gone by its foreign key
            statement.execute("""
                    INSERT INTO registry.skill_embedding (tenant, agent_id, skill_id, model, embedding)
                    SELECT tenant, agent_id, skill_id, model, vector::%s.vector(%d) FROM registry.skill_vector
                    WHERE cardinality(vector) = %d
                    ON CONFLICT DO NOTHING""".formatted(schema, DIMENSIONS, DIMENSIONS));
            statement.execute("""
                    CREATE INDEX IF NOT EXISTS skill_embedding_nearest ON registry.skill_embedding
                        USING hnsw (embedding %s.vector_ip_ops)""".formatted(schema));
            return schema;
        }
    }

    // older ones cannot read an index on until enough rows are left after the filters
    private static void requireVersion(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("""
                SELECT extversion, string_to_array(extversion, '.')::int[] >= ARRAY[0, 8] FROM pg_extension
                WHERE extname = 'vector'""")) {
            rows.next();
            if (!rows.getBoolean(2)) {
                throw new SQLException("pgvector " + rows.getString(1) + " (expected: 0.8 or newer)");
            }
        }
    }

    private static String schemaOfExtension(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("""
                SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
                WHERE e.extname = 'vector'""")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
