package dev.parley.embed.model;

/** A text and what the model reads of it. */
public final class TokenizedText {
    private final String text;
    private final long[] ids;

    TokenizedText(String text, long[] ids) {
        this.text = text;
        this.ids = ids;
    }

    public String text() {
        return text;
    }

    /** How many tokens, start and end marks included. */
    public int length() {
        return ids.length;
    }

    void copyTo(long[] target, int at) {
        System.arraycopy(ids, 0, target, at, ids.length);
    }
}
