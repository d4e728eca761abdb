package dev.parley.cli.conformance.suite;

/** How strong a rule is (RFC 2119). Only a failed MUST makes a run fail. */
public enum Level {
    MUST,
    SHOULD,
    MAY
}
