package dev.parley.cli.output;

/** What standard output holds: words for people, or JSON for programs. */
public enum Format {
    text,
    json
}
