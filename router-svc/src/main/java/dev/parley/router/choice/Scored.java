package dev.parley.router.choice;

/** A candidate with its score; higher is better. */
public record Scored(Candidate candidate, double score) {}
