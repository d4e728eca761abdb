package dev.parley.examples.weather;

import java.time.Month;

/** Where weather comes from. Safe for concurrent use. */
interface WeatherSource {
    /**
     * The weather at a place.
     *
     * @param month the month asked about; a source that knows the present ignores it
     * @throws WeatherUnavailableException if there is no answer; its message is for the caller
     */
    Weather at(String location, Month month) throws WeatherUnavailableException, InterruptedException;

    /** What an answer of this source says in words. */
    String describe(Weather weather);
}
