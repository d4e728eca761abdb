package dev.parley.registry.search;

import dev.parley.registry.agent.AgentBook;
import dev.parley.registry.agent.AgentChange;
import dev.parley.registry.agent.AgentKey;
import dev.parley.registry.agent.RegisteredAgent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The skills of all agents, read for searching; follows the book. Safe for concurrent use. */
public final class SkillCatalog {
    private record Entry(long cardVersion, List<SkillDocument> skills) {}

    private final Map<AgentKey, Entry> entries = new ConcurrentHashMap<>();
    private final Map<String, TextIndex> tenants = new ConcurrentHashMap<>();

    public SkillCatalog(AgentBook book) {
        book.listen(this::follow);
        book.all().forEach(this::put);
    }

    private void follow(AgentChange change) {
        switch (change) {
            case AgentChange.Upserted(RegisteredAgent agent) -> put(agent);
            case AgentChange.Deleted(AgentKey key) -> remove(key);
            case AgentChange.Synced() -> {}
        }
    }

    private void put(RegisteredAgent agent) {
        Entry before = entries.get(agent.key());
        if (before != null && before.cardVersion() == agent.held().version()) {
            return;
        }
        Entry now = new Entry(agent.held().version(), SkillDocument.of(agent));
        entries.put(agent.key(), now);
        text(agent.key().tenant()).replace(before == null ? List.of() : before.skills(), now.skills());
    }

    private void remove(AgentKey key) {
        Entry before = entries.remove(key);
        if (before != null) {
            text(key.tenant()).replace(before.skills(), List.of());
        }
    }

    /** The skills of an agent; none when it is gone. */
    List<SkillDocument> skills(AgentKey agent) {
        Entry entry = entries.get(agent);
        return entry == null ? List.of() : entry.skills();
    }

    TextIndex text(String tenant) {
        return tenants.computeIfAbsent(tenant, key -> new TextIndex());
    }
}
