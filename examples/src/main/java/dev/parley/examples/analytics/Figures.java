package dev.parley.examples.analytics;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers for people: six significant digits, no noise behind them. */
final class Figures {
    private static final MathContext SIX_DIGITS = new MathContext(6);
    private static final int MAX_PLAIN_EXPONENT = 12;

    private Figures() {}

    static String shown(double value) {
        BigDecimal rounded = new BigDecimal(value).round(SIX_DIGITS).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale();
        boolean readable = Math.abs(exponent) <= MAX_PLAIN_EXPONENT;
        return rounded.signum() == 0 ? "0" : readable ? rounded.toPlainString() : rounded.toString();
    }
}
