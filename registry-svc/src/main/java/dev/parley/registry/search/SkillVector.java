package dev.parley.registry.search;

import java.util.List;

/**
 * A skill as one vector. Its inner product with the vector of a text is the weighted mean of that text's cosines to the
 * skill's description, name with description, and name: cosines are linear, so mixing vectors is mixing scores. Not of
 * unit length, and not to be changed.
 *
 * @param model the id of the embedding model and of the mix; vectors of two are never compared
 * @param digest of the texts it was made from
 */
@SuppressWarnings("ArrayRecordComponent") // 384 numbers in a list of objects would take ten times the memory
public record SkillVector(SkillRef ref, String model, String digest, float[] vector) {
    /** Weights of the texts: what did best of 25 mixes on MetaTool (README, "Why"). */
    private static final float[] WEIGHTS = {0.4f, 0.4f, 0.2f};

    private static final String MIX = "+mix1";

    /** The model id of a blend of vectors that {@code embeddingModel} made. */
    static String modelOf(String embeddingModel) {
        return embeddingModel + MIX;
    }

    static float[] blend(List<float[]> ofTexts) {
        float[] mixed = new float[ofTexts.getFirst().length];
        for (int text = 0; text < WEIGHTS.length; text++) {
            float[] one = ofTexts.get(text);
            for (int i = 0; i < mixed.length; i++) {
                mixed[i] += WEIGHTS[text] * one[i];
            }
        }
        return mixed;
    }
}
