package dev.parley.router.choice;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as people read them. */
final class Numbers {
    private Numbers() {}

    /** At most three significant digits behind the point, no trailing zeros: 12.345678 becomes 12.3, 0.01234 0.0123. */
    static String brief(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        BigDecimal exact = BigDecimal.valueOf(value);
        BigDecimal rounded = exact.abs().compareTo(BigDecimal.valueOf(1000)) >= 0
                ? exact.setScale(0, RoundingMode.HALF_UP)
                : exact.round(new MathContext(3, RoundingMode.HALF_UP));
        String plain = rounded.stripTrailingZeros().toPlainString();
        return plain.equals("-0") ? "0" : plain;
    }
}
