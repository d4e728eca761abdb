package dev.parley.examples.weather;

/** There is no weather to tell; the message says why, for the caller. */
final class WeatherUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    WeatherUnavailableException(String message) {
        super(message);
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
