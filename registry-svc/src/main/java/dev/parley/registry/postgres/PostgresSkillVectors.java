package dev.parley.registry.postgres;

import dev.parley.registry.agent.AgentKey;
import dev.parley.registry.search.SkillRef;
import dev.parley.registry.search.SkillVector;
import dev.parley.registry.search.SkillVectorStore;
import dev.parley.registry.search.VectorIndex;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Skill vectors as {@code real[]}, and beside them in pgvector's table from the moment it is there. */
public final class PostgresSkillVectors implements SkillVectorStore {
    private final Database database;
    private volatile @Nullable PgVectorIndex pgVector;

    PostgresSkillVectors(Database database) {
        this.database = database;
    }

    @Override
    public List<SkillVector> findAll() {
        return database.write(connection -> {
            List<SkillVector> vectors = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT tenant, agent_id, skill_id, model, digest, vector FROM registry.skill_vector")) {
                select.setFetchSize(1000);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        vectors.add(read(rows));
                    }
                }
            }
            return vectors;
        });
    }

    private static SkillVector read(ResultSet row) throws SQLException {
        Array array = row.getArray(6);
        Float[] boxed = (Float[]) array.getArray();
        float[] vector = new float[boxed.length];
        for (int i = 0; i < boxed.length; i++) {
            vector[i] = boxed[i];
        }
        array.free();
        return new SkillVector(
                new SkillRef(new AgentKey(row.getString(1), row.getString(2)), row.getString(3)),
                row.getString(4),
                row.getString(5),
                vector);
    }

    @Override
    public boolean replace(AgentKey agent, long cardVersion, List<SkillVector> vectors) {
        PgVectorIndex index = pgVector;
        return database.write(connection -> {
            if (!isCurrent(connection, agent, cardVersion)) {
                return false;
            }
            delete(connection, agent);
            insert(connection, vectors);
            if (index != null) {
                index.replace(connection, agent);
            }
            return true;
        });
    }

    /** Locks the agent's row: its card cannot change, and the agent not go, before these vectors are in. */
    private static boolean isCurrent(Connection connection, AgentKey agent, long cardVersion) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT 1 FROM registry.agent WHERE tenant = ? AND id = ? AND card_version = ? FOR SHARE")) {
            select.setString(1, agent.tenant());
            select.setString(2, agent.id());
            select.setLong(3, cardVersion);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void delete(Connection connection, AgentKey agent) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM registry.skill_vector WHERE tenant = ? AND agent_id = ?")) {
            delete.setString(1, agent.tenant());
            delete.setString(2, agent.id());
            delete.executeUpdate();
        }
    }

    private static void insert(Connection connection, List<SkillVector> vectors) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO registry.skill_vector (tenant, agent_id, skill_id, model, digest, vector)
                VALUES (?, ?, ?, ?, ?, ?)""")) {
            for (SkillVector vector : vectors) {
                insert.setString(1, vector.ref().agent().tenant());
                insert.setString(2, vector.ref().agent().id());
                insert.setString(3, vector.ref().skillId());
                insert.setString(4, vector.model());
                insert.setString(5, vector.digest());
                insert.setObject(6, vector.vector());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Override
    public Optional<VectorIndex> index() {
        if (pgVector == null) {
            pgVector = PgVectorSetup.open(database).orElse(null);
        }
        return Optional.ofNullable(pgVector);
    }
}
