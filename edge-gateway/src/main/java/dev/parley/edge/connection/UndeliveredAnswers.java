package dev.parley.edge.connection;

/** Told of every answer that could not be written to its caller; must not block. */
public interface UndeliveredAnswers {
    void undelivered(Answer answer);
}
