package dev.parley.registry.search;

/**
 * The vector of a search's text.
 *
 * @param model as {@link SkillVector#model}: only skills of the same are compared
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read once
public record QueryVector(String model, float[] values) {}
