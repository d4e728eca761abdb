package dev.parley.router.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ScoringTest {
    private static final Weights DEFAULT = new Weights(0.40, 0.30, 0.20, 0.10);

    private static Candidate candidate(String id, double similarity, double latency, double cost, double quality) {
        return new Candidate(id, id, similarity, latency, cost, quality, "s", false);
    }

    @Test
    void score_isTheFormulaOverTheMaximumOfEachDimension() {
        List<Scored> ranked = Scoring.rank(
                List.of(candidate("a", 0.8, 200, 0.02, 0.9), candidate("b", 0.4, 50, 0.01, 0.45)), DEFAULT);

        assertThat(ranked).extracting(scored -> scored.candidate().agentId()).containsExactly("b", "a");
        assertThat(ranked.get(1).score()).isCloseTo(0.40 * 1 + 0.30 * 0 + 0.20 * 0 + 0.10 * 1, within(1e-12));
        assertThat(ranked.get(0).score()).isCloseTo(0.40 * 0.5 + 0.30 * 0.75 + 0.20 * 0.5 + 0.10 * 0.5, within(1e-12));
    }

    @Test
    void maximumOfZero_leavesSimilarityAndQualityAndCountsLatencyAndCostFully() {
        List<Scored> ranked = Scoring.rank(List.of(candidate("a", 0, 0, 0, 0)), DEFAULT);

        assertThat(ranked.getFirst().score()).isCloseTo(0.30 + 0.20, within(1e-12));
    }

    @Test
    void equalScores_areOrderedByIdWhateverTheOrderWas() {
        Candidate a = candidate("a", 0.5, 100, 0.01, 0.75);
        Candidate b = candidate("b", 0.5, 100, 0.01, 0.75);

        assertThat(Scoring.rank(List.of(b, a), DEFAULT)).isEqualTo(Scoring.rank(List.of(a, b), DEFAULT));
    }

    @Test
    void nobody_isRankedAsNobody() {
        assertThat(Scoring.rank(List.of(), DEFAULT)).isEmpty();
    }

    @Property
    void everyScore_liesBetweenZeroAndTheSumOfTheWeights(
            @ForAll("candidates") List<Candidate> candidates, @ForAll("weights") Weights weights) {
        double sum = weights.similarity() + weights.latency() + weights.cost() + weights.quality();

        assertThat(Scoring.rank(candidates, weights))
                .hasSameSizeAs(candidates)
                .allSatisfy(scored -> assertThat(scored.score()).isBetween(-1e-9, sum + 1e-9))
                .isSortedAccordingTo(Comparator.comparingDouble(Scored::score).reversed());
    }

    @Property
    void changingTheUnitOfLatencyAndCost_changesNoScore(
            @ForAll("candidates") List<Candidate> candidates, @ForAll("weights") Weights weights) {
        List<Candidate> inOtherUnits = candidates.stream()
                .map(one -> candidate(
                        one.agentId(), one.similarity(), one.latencyMs() * 1024, one.cost() * 0.25, one.quality()))
                .toList();

        List<Scored> before = Scoring.rank(candidates, weights);
        List<Scored> after = Scoring.rank(inOtherUnits, weights);

        assertThat(after)
                .extracting(Scored::score)
                .isEqualTo(before.stream().map(Scored::score).toList());
    }

    @Property
    void betterInEveryDimension_isNeverRankedLower(
            @ForAll("candidates") List<Candidate> candidates, @ForAll("weights") Weights weights) {
        List<Scored> ranked = Scoring.rank(candidates, weights);
        for (int i = 0; i < ranked.size(); i++) {
            for (int j = i + 1; j < ranked.size(); j++) {
                assertThat(ranked.get(j).score())
                        .isLessThanOrEqualTo(ranked.get(i).score());
                if (strictlyBetter(ranked.get(j).candidate(), ranked.get(i).candidate())) {
                    assertThat(ranked.get(j).score()).isEqualTo(ranked.get(i).score(), within(1e-9));
                }
            }
        }
    }

    private static boolean strictlyBetter(Candidate a, Candidate b) {
        return a.similarity() > b.similarity()
                && a.latencyMs() < b.latencyMs()
                && a.cost() < b.cost()
                && a.quality() > b.quality();
    }

    @Provide
    Arbitrary<List<Candidate>> candidates() {
        Arbitrary<Double> share = Arbitraries.doubles().between(0, 1);
        Arbitrary<Double> latency = Arbitraries.doubles().between(0, 60_000);
        Arbitrary<Double> cost = Arbitraries.doubles().between(0, 100);
        return Combinators.combine(share, latency, cost, share)
                .as((similarity, ms, price, quality) -> new double[] {similarity, ms, price, quality})
                .list()
                .ofMaxSize(20)
                .map(ScoringTest::numbered);
    }

    private static List<Candidate> numbered(List<double[]> values) {
        return java.util.stream.IntStream.range(0, values.size())
                .mapToObj(i ->
                        candidate("agent-" + i, values.get(i)[0], values.get(i)[1], values.get(i)[2], values.get(i)[3]))
                .toList();
    }

    @Provide
    Arbitrary<Weights> weights() {
        Arbitrary<Double> weight = Arbitraries.doubles().between(0, 5);
        return Combinators.combine(weight, weight, weight, weight).as(Weights::new);
    }
}
