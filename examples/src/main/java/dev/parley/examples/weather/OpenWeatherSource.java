package dev.parley.examples.weather;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Month;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Current weather by OpenWeather's interface ({@code GET url?q=...&units=metric&appid=...}). */
final class OpenWeatherSource implements WeatherSource {
    private static final int MAX_ANSWER = 1 << 20;
    private static final String USUAL_PATH = "/data/2.5/weather";

    private final URI url;
    private final Optional<String> key;
    private final Duration timeout;
    private final HttpClient http;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * A source.
     *
     * @param url with OpenWeather's usual path where it has none
     * @param key sent as {@code appid}, and told to nobody else
     * @param timeout for the whole answer
     */
    OpenWeatherSource(URI url, Optional<String> key, Duration timeout, HttpClient http) {
        boolean bare = url.getPath() == null
                || url.getPath().isEmpty()
                || url.getPath().equals("/");
        this.url = bare ? url.resolve(USUAL_PATH) : url;
        this.key = key;
        this.timeout = timeout;
        this.http = http;
    }

    @Override
    public Weather at(String location, Month month) throws WeatherUnavailableException, InterruptedException {
        HttpResponse<String> response = ask(location);
        return switch (response.statusCode()) {
            case 200 -> read(response.body(), location);
            case 401, 403 -> throw new WeatherUnavailableException("The weather source refused the key it was given");
            case 404 -> throw new WeatherUnavailableException("The weather source knows no place called " + location);
            case 429 ->
                throw new WeatherUnavailableException("The weather source had too many questions; try again later");
            default ->
                throw new WeatherUnavailableException(
                        "The weather source answered HTTP " + response.statusCode() + " (expected: 200)");
        };
    }

    @Override
    public String describe(Weather weather) {
        return String.format(
                Locale.ROOT,
                "%s now: %.1f °C, %s, humidity %d %%. Source: %s.",
                weather.location(),
                weather.temperatureC(),
                weather.conditions(),
                weather.humidity(),
                weather.source());
    }

    private HttpResponse<String> ask(String location) throws WeatherUnavailableException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(question(location))
                .header("Accept", "application/json")
                .build();
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(
                request, BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_ANSWER));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new WeatherUnavailableException(
                    "The weather source did not answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException failed) {
            throw new WeatherUnavailableException("The weather source cannot be reached: " + kind(failed));
        } finally {
            answer.cancel(true);
        }
    }

    private URI question(String location) {
        String query = "q=" + encoded(location) + "&units=metric"
                + key.map(value -> "&appid=" + encoded(value)).orElse("");
        String base = url.toString();
        return URI.create(base + (url.getRawQuery() == null ? "?" : "&") + query);
    }

    private Weather read(String body, String asked) throws WeatherUnavailableException {
        try {
            JsonNode answer = json.readTree(body);
            JsonNode temperature = answer.path("main").path("temp");
            if (!temperature.isNumber()) {
                throw new WeatherUnavailableException(
                        "The weather source answered without main.temp (expected: a number)");
            }
            String conditions =
                    answer.path("weather").path(0).path("description").asText("no description");
            return new Weather(
                    answer.path("name").asText(asked),
                    temperature.asDouble(),
                    conditions,
                    answer.path("main").path("humidity").asInt(),
                    "live weather data",
                    "now");
        } catch (JsonProcessingException garbage) {
            throw new WeatherUnavailableException("The weather source answered something that is not JSON");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The kind of failure only: a message could carry the URL, and with it the key. */
    private static String kind(ExecutionException failed) {
        Throwable cause = failed.getCause();
        return (cause == null ? failed : cause).getClass().getSimpleName();
    }
}
