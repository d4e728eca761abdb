package dev.parley.examples.weather;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weather at one place.
 *
 * @param location as the source spells it
 * @param humidity percent
 * @param source where the figures come from, for people
 * @param period what they stand for: "now", or "July, long-term mean"
 */
record Weather(String location, double temperatureC, String conditions, int humidity, String source, String period) {
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("location", location);
        json.put("temperatureC", temperatureC);
        json.put("conditions", conditions);
        json.put("humidity", humidity);
        json.put("source", source);
        json.put("period", period);
        return json;
    }
}
