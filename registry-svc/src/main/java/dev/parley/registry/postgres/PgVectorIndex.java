package dev.parley.registry.postgres;

import com.pgvector.PGvector;
import dev.parley.registry.agent.AgentKey;
import dev.parley.registry.search.QueryVector;
import dev.parley.registry.search.SkillRef;
import dev.parley.registry.search.VectorIndex;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nearest skills by pgvector's HNSW index. The inner query is of the one form the index serves, nearest first with a limit;
 * scores are made outside it. Filters apply after the index is read, so it is read on until enough rows are left.
 */
final class PgVectorIndex implements VectorIndex {
    private static final int MAX_EF_SEARCH = 1000;
    private static final int FEW_AGENTS = 200;

    private final Database database;
    private final String nearest;
    private final String nearestOfFew;
    private final String scores;
    private final String copy;

    /** @param schema that the extension lives in, quoted */
    PgVectorIndex(Database database, String schema) {
        this.database = database;
        // <#> is the negative inner product
        String distance = "embedding OPERATOR(" + schema + ".<#>) ?::" + schema + ".vector";
        this.nearest = """
                SELECT agent_id, skill_id, -distance FROM (
                    SELECT agent_id, skill_id, %s AS distance FROM registry.skill_embedding
                    WHERE tenant = ? AND model = ? AND (?::text[] IS NULL OR agent_id = ANY (?::text[]))
                      AND agent_id <> ALL (?::text[])
                    ORDER BY %s LIMIT ?) AS near
                ORDER BY distance""".formatted(distance, distance);
        this.nearestOfFew = """
                WITH few AS MATERIALIZED (
                    SELECT agent_id, skill_id, %s AS distance FROM registry.skill_embedding
                    WHERE tenant = ? AND model = ? AND agent_id = ANY (?::text[]))
                SELECT agent_id, skill_id, -distance FROM few ORDER BY distance LIMIT ?""".formatted(distance);
        this.scores = """
                SELECT tenant, agent_id, skill_id, -(%s) FROM registry.skill_embedding
                JOIN unnest(?::text[], ?::text[], ?::text[]) AS wanted (tenant, agent_id, skill_id)
                    USING (tenant, agent_id, skill_id)
                WHERE model = ?""".formatted(distance);
        this.copy = """
                INSERT INTO registry.skill_embedding (tenant, agent_id, skill_id, model, embedding)
                SELECT tenant, agent_id, skill_id, model, vector::%s.vector
                FROM registry.skill_vector WHERE tenant = ? AND agent_id = ?""".formatted(schema);
    }

    @Override
    public String name() {
        return "pgvector";
    }

    @Override
    public List<Scored> nearest(QueryVector query, Scope scope, int limit) {
        boolean few = scope.only() != null && scope.only().size() <= FEW_AGENTS;
        return database.write(
                connection -> few ? ofFew(connection, query, scope, limit) : ofMany(connection, query, scope, limit));
    }

    /** Compares with each skill of the agents that count: exact, and cheaper than looking for them in the index. */
    private List<Scored> ofFew(Connection connection, QueryVector query, Scope scope, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(nearestOfFew)) {
            select.setString(1, new PGvector(query.values()).getValue());
            select.setString(2, scope.tenant());
            select.setString(3, query.model());
            select.setObject(4, ids(scope.only()));
            select.setInt(5, limit);
            return read(select, scope);
        }
    }

    private List<Scored> ofMany(Connection connection, QueryVector query, Scope scope, int limit) throws SQLException {
        // for this transaction only; the index's own default could not yield as many rows as we ask for
        try (Statement set = connection.createStatement()) {
            set.execute("SET LOCAL hnsw.ef_search = " + Math.min(MAX_EF_SEARCH, 2 * limit));
            set.execute("SET LOCAL hnsw.iterative_scan = relaxed_order");
        }
        String vector = new PGvector(query.values()).getValue();
        try (PreparedStatement select = connection.prepareStatement(nearest)) {
            select.setString(1, vector);
            select.setString(2, scope.tenant());
            select.setString(3, query.model());
            select.setObject(4, ids(scope.only()));
            select.setObject(5, ids(scope.only()));
            select.setObject(6, ids(scope.except()));
            select.setString(7, vector);
            select.setInt(8, limit);
            return read(select, scope);
        }
    }

    private static String @Nullable [] ids(@Nullable Set<String> agents) {
        return agents == null ? null : agents.toArray(String[]::new);
    }

    private static List<Scored> read(PreparedStatement select, Scope scope) throws SQLException {
        List<Scored> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                AgentKey agent = new AgentKey(scope.tenant(), rows.getString(1));
                found.add(new Scored(new SkillRef(agent, rows.getString(2)), rows.getDouble(3)));
            }
        }
        return found;
    }

    @Override
    public Map<SkillRef, Double> scores(QueryVector query, Collection<SkillRef> skills) {
        if (skills.isEmpty()) {
            return Map.of();
        }
        return database.write(connection -> {
            Map<SkillRef, Double> found = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement(scores)) {
                select.setString(1, new PGvector(query.values()).getValue());
                select.setObject(
                        2, skills.stream().map(skill -> skill.agent().tenant()).toArray(String[]::new));
                select.setObject(
                        3, skills.stream().map(skill -> skill.agent().id()).toArray(String[]::new));
                select.setObject(4, skills.stream().map(SkillRef::skillId).toArray(String[]::new));
                select.setString(5, query.model());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        AgentKey agent = new AgentKey(rows.getString(1), rows.getString(2));
                        found.put(new SkillRef(agent, rows.getString(3)), rows.getDouble(4));
                    }
                }
            }
            return found;
        });
    }

    /** Copies an agent's vectors in the transaction that wrote them; the old ones went with theirs. */
    void replace(Connection connection, AgentKey agent) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(copy)) {
            insert.setString(1, agent.tenant());
            insert.setString(2, agent.id());
            insert.executeUpdate();
        }
    }
}
