package dev.parley.registry.search;

import static dev.parley.registry.RegistryMesh.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.Empty;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.registry.v1.AgentMatch;
import dev.parley.proto.registry.v1.DeleteAgentRequest;
import dev.parley.proto.registry.v1.FindAgentsReply;
import dev.parley.proto.registry.v1.FindAgentsRequest;
import dev.parley.proto.registry.v1.SetMaintenanceRequest;
import dev.parley.registry.Cards;
import dev.parley.registry.Deadline;
import dev.parley.registry.FakeEmbedding;
import dev.parley.registry.RegistryMesh;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every vector engine must do, over gRPC and a real PostgreSQL. */
abstract class SearchContract {
    private static final String EMBED = "in-process:search-contract-embed";

    private String database;
    private FakeEmbedding embedding;
    private RegistryMesh mesh;

    abstract String newDatabase();

    abstract String engine();

    @BeforeEach
    void start() {
        database = newDatabase();
        embedding = new FakeEmbedding("search-contract-embed");
        mesh = open(Map.of());
    }

    private RegistryMesh open(Map<String, String> overrides) {
        Map<String, Object> all = new HashMap<>(overrides);
        all.put("parley.services.embed", EMBED);
        all.put("parley.registry.search.retry", "100ms");
        return new RegistryMesh(database, all);
    }

    @AfterEach
    void stop() {
        if (mesh != null) {
            mesh.close();
            embedding.close();
        }
    }

    private void registerThree() {
        register("weather", Cards.skill("forecast", "Weather forecast", "Tells the weather of any city", "climate"));
        register("charts", Cards.skill("plot", "Chart drawing", "Draws charts from columns of numbers", "statistics"));
        register("stories", Cards.skill("tell", "Story telling", "Writes long stories about dragons", "fiction"));
    }

    private void register(String id, String... skills) {
        mesh.registerCard(id, Cards.withSkills(id, "http://127.0.0.1:1/" + id, skills));
    }

    private FindAgentsReply find(String text) {
        return find(FindAgentsRequest.newBuilder().setText(text));
    }

    private FindAgentsReply find(FindAgentsRequest.Builder request) {
        return mesh.stub().findAgents(request.build());
    }

    private static List<String> ids(FindAgentsReply reply) {
        return reply.getMatchesList().stream()
                .map(match -> match.getAgent().getId())
                .toList();
    }

    private static Map<String, String> reasons(FindAgentsReply reply) {
        Map<String, String> reasons = new HashMap<>();
        reply.getLeftOutList().forEach(out -> reasons.put(out.getAgentId(), out.getReason()));
        return reasons;
    }

    @Test
    void find_ranksByMeaningAndNamesTheSkill() {
        registerThree();
        FindAgentsReply reply = find("tells me the weather of a city");
        assertThat(ids(reply).getFirst()).isEqualTo("weather");
        AgentMatch best = reply.getMatches(0);
        assertThat(best.getSkillId()).isEqualTo("forecast");
        assertThat(best.getSimilarity()).isBetween(0.3, 1.0);
        assertThat(best.getVectorScore()).isGreaterThan(0.3);
        assertThat(best.getTextScore()).isPositive();
        assertThat(reply.getEngine()).isEqualTo(engine());
        assertThat(reply.getFloor()).isEqualTo(0.30);
        assertThat(mesh.stub().getRegistryStatus(Empty.getDefaultInstance()).getVectorEngine())
                .isEqualTo(engine());
    }

    @Test
    void find_leavesOutWhatIsBelowTheFloorAndSaysSo() {
        registerThree();
        FindAgentsReply reply = find("quantum basket weaving");
        assertThat(reply.getMatchesList()).isEmpty();
        assertThat(reply.getLeftOutList()).hasSize(3).allSatisfy(out -> {
            assertThat(out.getReason()).isEqualTo("BELOW_FLOOR");
            assertThat(out.getDetail()).contains("expected: at least 0.30");
        });
        assertThat(ids(find(FindAgentsRequest.newBuilder()
                        .setText("quantum basket weaving")
                        .setFloor(0))))
                .hasSize(3);
    }

    @Test
    void find_givesOneForAnExactSkillOrTagInAnyCase() {
        registerThree();
        for (String text : List.of("FORECAST", "weather Forecast", "Climate")) {
            AgentMatch best = find(text).getMatches(0);
            assertThat(best.getAgent().getId()).as(text).isEqualTo("weather");
            assertThat(best.getExact()).isTrue();
            assertThat(best.getSimilarity()).isEqualTo(1);
        }
    }

    @Test
    void find_takesWildcardsOfSqlForWhatTheyAre() {
        registerThree();
        assertThat(find("%").getMatchesList()).isEmpty();
        assertThat(find("f_recast").getMatchesList()).noneMatch(AgentMatch::getExact);
    }

    @Test
    void find_keepsHardLimitsAndTellsWhichOneRemovedAnAgent() {
        registerThree();
        mesh.stub()
                .setMaintenance(SetMaintenanceRequest.newBuilder()
                        .setId("stories")
                        .setMaintenance(true)
                        .build());
        FindAgentsReply skilled = find(FindAgentsRequest.newBuilder().addSkills("Chart Drawing"));
        assertThat(ids(skilled)).containsExactly("charts");
        assertThat(skilled.getMatches(0).getExact()).isTrue();
        assertThat(skilled.getMatches(0).getSkillId()).isEqualTo("plot");
        assertThat(reasons(skilled))
                .containsExactlyInAnyOrderEntriesOf(Map.of("weather", "SKILL_MISSING", "stories", "NOT_ACTIVE"));
        assertThat(ids(find(FindAgentsRequest.newBuilder().addTags("STATISTICS"))))
                .containsExactly("charts");
        assertThat(reasons(find(FindAgentsRequest.newBuilder().addTags("statistics"))))
                .containsEntry("weather", "TAG_MISSING");
        FindAgentsRequest.Builder anything = FindAgentsRequest.newBuilder()
                .setText("weather city charts numbers")
                .setFloor(0);
        assertThat(reasons(find(anything.clone().addInputModes("audio/wav")))).containsEntry("weather", "INPUT_MODE");
        assertThat(reasons(find(anything.clone().addOutputModes("video/mp4")))).containsEntry("weather", "OUTPUT_MODE");
        assertThat(ids(find(anything.clone().addInputModes("text/plain").addOutputModes("image/*"))))
                .containsExactlyInAnyOrder("weather", "charts");
    }

    @Test
    void find_refusesANeedThatSaysNothingAndLimitsOutOfRange() {
        for (FindAgentsRequest.Builder bad : List.of(
                FindAgentsRequest.newBuilder().setText("  "),
                FindAgentsRequest.newBuilder().setText("x").setLimit(101),
                FindAgentsRequest.newBuilder().setText("x").setFloor(1.5))) {
            assertThat(error(() -> find(bad)).code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);
        }
    }

    @Test
    void find_seesOnlyTheCallersTenant() throws Exception {
        registerThree();
        assertThat(RegistryMesh.as(
                        "other", () -> find("tells the weather of a city").getMatchesCount()))
                .isZero();
    }

    @Test
    void find_followsChangesOfCards() {
        registerThree();
        mesh.stub().deleteAgent(DeleteAgentRequest.newBuilder().setId("weather").build());
        assertThat(ids(find("tells the weather of any city"))).doesNotContain("weather");
        register("weather", Cards.skill("sail", "Sailing", "Plans a sailing trip"));
        assertThat(ids(find("tells the weather of any city"))).doesNotContain("weather");
        assertThat(ids(find("plans a sailing trip"))).startsWith("weather");
    }

    @Test
    void vectors_areNotMadeAnewAfterARestart() throws Exception {
        registerThree();
        mesh.close();
        int before = embedding.texts();
        mesh = open(Map.of());
        assertThat(ids(find("tells the weather of any city"))).startsWith("weather");
        Deadline.await("the model is known", () -> embedding.texts() >= before + 2);
        assertThat(embedding.texts() - before).isLessThanOrEqualTo(3);
    }

    @Test
    void vectors_areMadeAnewForAnotherModel() throws Exception {
        registerThree();
        embedding.model("fake/2");
        Deadline.await(
                "found with the new model",
                () -> ids(find("tells the weather of any city")).contains("weather"));
    }

    @Test
    void register_goesOnWithoutTheEmbedServiceAndVectorsComeLater() throws Exception {
        embedding.close();
        registerThree();
        assertThat(ids(find("climate"))).containsExactly("weather");
        assertThat(error(() -> find("tells the weather of any city")).code()).isEqualTo(A2aErrorCode.OVERLOADED);
        embedding = new FakeEmbedding("search-contract-embed");
        Deadline.await(
                "vectors came", () -> ids(find("tells the weather of any city")).contains("weather"));
    }

    @Test
    void find_withoutSemanticSearchTakesExactAndAlikeNames() {
        registerThree();
        mesh.close();
        mesh = open(Map.of("parley.registry.search.semantic", "false"));
        int before = embedding.texts();
        assertThat(find("climate").getMatches(0).getExact()).isTrue();
        assertThat(ids(find("wether forcast"))).containsExactly("weather");
        assertThat(ids(find("drawing"))).containsExactly("charts");
        assertThat(find("100% _").getMatchesList()).isEmpty();
        assertThat(embedding.texts()).isLessThanOrEqualTo(before + 1);
    }

    @Test
    void find_withoutHybridSearchTakesTheCosineAlone() {
        registerThree();
        mesh.close();
        mesh = open(Map.of("parley.registry.search.hybrid", "false"));
        AgentMatch best = find("tells the weather of any city").getMatches(0);
        assertThat(best.getTextScore()).isZero();
        assertThat(best.getSimilarity()).isEqualTo(best.getVectorScore());
    }

    @Test
    void find_ofManyGivesTheBestInOrderAndExcludesTheRest() {
        Random random = new Random(7);
        for (int agent = 0; agent < 60; agent++) {
            int number = agent;
            register(
                    "agent-%02d".formatted(agent),
                    IntStream.range(0, 10)
                            .mapToObj(skill -> Cards.skill(
                                    "s" + skill,
                                    "name" + number + "x" + skill,
                                    "word%d word%d word%d"
                                            .formatted(random.nextInt(50), random.nextInt(50), random.nextInt(50))))
                            .toArray(String[]::new));
        }
        FindAgentsReply reply = find(FindAgentsRequest.newBuilder()
                .setText("word1 word2 word3")
                .setLimit(100)
                .setFloor(0));
        assertThat(reply.getMatchesList())
                .hasSizeGreaterThan(20)
                .isSortedAccordingTo(
                        Comparator.comparingDouble(AgentMatch::getSimilarity).reversed());
        assertThat(reply.getMatchesCount() + reply.getLeftOutCount()).isEqualTo(60);
        assertThat(find("word1 word2 word3").getMatchesCount()).isLessThanOrEqualTo(20);
        sameAsAnExactScan();
    }

    /** Recall of the index against comparing with everything. */
    private void sameAsAnExactScan() {
        SkillVectorStore store = mesh.service().context().getBean(SkillVectorStore.class);
        ExactScan scan = new ExactScan();
        store.findAll().stream()
                .collect(Collectors.groupingBy(vector -> vector.ref().agent()))
                .forEach(scan::put);
        VectorIndex index = mesh.service().context().getBean(SkillVectors.class).index();
        EmbedClient embed = mesh.service().context().getBean(EmbedClient.class);
        VectorIndex.Scope everything = new VectorIndex.Scope("default", null, Set.of("agent-07"));
        int hits = 0;
        for (int i = 0; i < 50; i++) {
            QueryVector query = embed.query("word" + i + " word" + (i * 7 % 50), Duration.ofSeconds(5));
            List<Double> exact = scan.nearest(query, everything, 10).stream()
                    .map(VectorIndex.Scored::score)
                    .toList();
            List<VectorIndex.Scored> found = index.nearest(query, everything, 10);
            VectorIndex.Scope few = new VectorIndex.Scope("default", Set.of("agent-01", "agent-02"), Set.of());
            assertThat(index.nearest(query, few, 400)).hasSize(20);
            assertThat(found)
                    .hasSize(10)
                    .noneMatch(near -> near.skill().agent().id().equals("agent-07"));
            // by score: equal texts are equally near
            hits += (int) found.stream()
                    .filter(near -> near.score() >= exact.getLast() - 1e-5)
                    .count();
            assertThat(index.scores(
                            query, found.stream().map(VectorIndex.Scored::skill).toList()))
                    .hasSize(10)
                    .allSatisfy((skill, score) -> assertThat(score)
                            .isCloseTo(scan.scores(query, List.of(skill)).getOrDefault(skill, -1.0), within(1e-5)));
        }
        assertThat(hits).isGreaterThanOrEqualTo(490);
    }
}
