package dev.parley.examples.weather;

import dev.parley.examples.kit.Agent;
import dev.parley.examples.kit.AgentProgram;
import dev.parley.examples.kit.Cards;
import dev.parley.examples.kit.Options;
import dev.parley.examples.kit.Parts;
import dev.parley.examples.kit.TaskContext;
import dev.parley.proto.a2a.v1.AgentCard;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells the weather at the place named after the word "in" (else New York), in words and as data. */
public final class WeatherAgent implements Agent {
    private static final URI OPEN_WEATHER = URI.create("https://api.openweathermap.org/data/2.5/weather");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final WeatherSource source;
    private final InstantSource clock;

    WeatherAgent(WeatherSource source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    public static void main(String[] args) {
        new AgentProgram("weather", Set.of("weather-url", "weather-key"), WeatherAgent::configured).run(args);
    }

    /**
     * Live where {@code --weather-key} (WEATHER_API_KEY) or {@code --weather-url} (WEATHER_URL) is given, else the bundled
     * table.
     */
    static WeatherAgent configured(Options options) {
        Optional<String> key = options.find("weather-key", "WEATHER_API_KEY");
        Optional<URI> url = options.find("weather-url", "WEATHER_URL").map(WeatherAgent::sourceUrl);
        WeatherSource source = key.isPresent() || url.isPresent()
                ? new OpenWeatherSource(url.orElse(OPEN_WEATHER), key, TIMEOUT, HttpClient.newHttpClient())
                : ClimateNormals.bundled();
        return new WeatherAgent(source, InstantSource.system());
    }

    @Override
    public AgentCard card(String url) {
        return Cards.card(
                        "Weather",
                        "Tells the weather for a city: temperature, conditions and humidity, in words and as data.",
                        url,
                        new Cards.MeshHints(0.001, 150, 0.9))
                .addDefaultInputModes("application/json")
                .addDefaultOutputModes("application/json")
                .addSkills(Cards.skill(
                        "weather_forecast",
                        "Weather forecast",
                        "What the weather will be like in a city: temperature, rain, sun or snow, humidity, today, "
                                + "tomorrow or in a given month.",
                        List.of("weather", "forecast", "temperature", "rain", "climate"),
                        List.of(
                                "What will the weather be in Paris tomorrow?",
                                "Will it rain in London, do I need an umbrella?",
                                "How warm is it in Rome in July?")))
                .addSkills(Cards.skill(
                        "current_conditions",
                        "Current weather conditions",
                        "How the weather is in a city now: temperature in degrees Celsius, sky and humidity.",
                        List.of("weather", "current", "temperature", "humidity", "conditions"),
                        List.of("What is the weather in Tokyo right now?", "How hot is it in Cairo?")))
                .build();
    }

    @Override
    public void run(TaskContext task) throws InterruptedException {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Question question = Question.of(task.message(), today);
        task.working("Looking up the weather in " + question.location());
        try {
            Weather weather = source.at(question.location(), question.month());
            task.artifact(
                    "weather",
                    "Weather in " + weather.location(),
                    Parts.text(source.describe(weather)),
                    Parts.data(weather.toJson()));
            task.complete();
        } catch (WeatherUnavailableException unavailable) {
            task.fail(List.of(Parts.text(unavailable.text()), Parts.data(Map.of("error", unavailable.text()))));
        }
    }

    private static URI sourceUrl(String text) {
        try {
            URI url = URI.create(text);
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException malformed) {
            // said below
        }
        throw new Options.UsageException("--weather-url " + text + " (expected: an http or https URL)");
    }
}
