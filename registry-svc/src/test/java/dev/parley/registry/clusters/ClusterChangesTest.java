package dev.parley.registry.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.registry.v1.ClusterChange;
import dev.parley.registry.agent.AgentChange;
import dev.parley.registry.agent.AgentKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterChangesTest {
    private final ClusterChanges changes = new ClusterChanges(new AgentClusters(ClusterJsonTest.CONFIG));

    private List<String> upsert(long version, String... urls) {
        return words(changes.of(new AgentChange.Upserted(Agents.at("a", version, List.of(urls)))));
    }

    private static List<String> words(List<ClusterChange> told) {
        return told.stream()
                .map(change -> switch (change.getChangeCase()) {
                    case UPSERTED -> "+" + change.getUpserted().getName();
                    case DELETED -> "-" + change.getDeleted();
                    case SYNCED -> "synced";
                    case CHANGE_NOT_SET -> "nothing";
                })
                .toList();
    }

    @Test
    void newCard_tellsItsPlaces_andThoseThatAreGone() {
        assertThat(upsert(1, "http://one.example/", "http://two.example/"))
                .containsExactly("+agent/default/a", "+agent/default/a/two.example:80");
        assertThat(upsert(2, "http://one.example/", "http://three.example/"))
                .containsExactly(
                        "+agent/default/a", "+agent/default/a/three.example:80", "-agent/default/a/two.example:80");
    }

    @Test
    void sameCard_tellsNothing() {
        assertThat(upsert(1, "http://one.example/")).isNotEmpty();
        assertThat(upsert(1, "http://one.example/")).isEmpty();
    }

    @Test
    void deletedAgent_losesAllItsClusters_once() {
        AgentChange deleted = new AgentChange.Deleted(new AgentKey("default", "a"));
        assertThat(upsert(1, "http://one.example/", "http://two.example/")).hasSize(2);
        assertThat(words(changes.of(deleted)))
                .containsExactlyInAnyOrder("-agent/default/a", "-agent/default/a/two.example:80");
        assertThat(words(changes.of(deleted))).isEmpty();
        assertThat(upsert(1, "http://one.example/")).containsExactly("+agent/default/a");
    }

    @Test
    void synced_isPassedOn() {
        assertThat(words(changes.of(new AgentChange.Synced()))).containsExactly("synced");
    }
}
