package dev.parley.examples.weather;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Long-term monthly means of some cities, bundled with the program: no forecast, and every answer says so. One line a city:
 * its names ({@code |} between them, the first is shown), twelve mean temperatures in °C, twelve numbers of wet days, twelve
 * relative humidities in percent; January first.
 */
final class ClimateNormals implements WeatherSource {
    private static final String TABLE = "climate-normals.txt";
    private static final int MONTHS = 12;
    private static final double DAYS_A_MONTH = 30.4;
    private static final String SOURCE = "climate normal, not a forecast";

    private final Map<String, City> byName = new HashMap<>();
    private final TreeSet<String> names = new TreeSet<>();

    private ClimateNormals(List<City> cities) {
        for (City city : cities) {
            names.add(city.names().getFirst());
            city.names().forEach(name -> byName.put(key(name), city));
        }
    }

    private record City(List<String> names, int[] temperatures, int[] wetDays, int[] humidities) {
        static City parse(String line) {
            String[] columns = line.split(";");
            if (columns.length != 4) {
                throw new IllegalStateException(TABLE + ": " + line + " (expected: four columns)");
            }
            List<String> names =
                    Arrays.stream(columns[0].split("\\|")).map(String::strip).toList();
            return new City(names, months(columns[1], line), months(columns[2], line), months(columns[3], line));
        }

        private static int[] months(String column, String line) {
            int[] values = Arrays.stream(column.strip().split("\\s+"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            if (values.length != MONTHS) {
                throw new IllegalStateException(TABLE + ": " + line + " (expected: twelve numbers a column)");
            }
            return values;
        }
    }

    /** The table inside this program. */
    static ClimateNormals bundled() {
        try (InputStream table = ClimateNormals.class.getResourceAsStream(TABLE)) {
            if (table == null) {
                throw new IllegalStateException(TABLE + " is missing (expected: beside this class)");
            }
            return new ClimateNormals(new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(City::parse)
                    .toList());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    List<String> cities() {
        return List.copyOf(names);
    }

    @Override
    public Weather at(String location, Month month) throws WeatherUnavailableException {
        City city = byName.get(key(location));
        if (city == null) {
            throw new WeatherUnavailableException("No weather for " + location
                    + ": without a key for a live source this agent knows the climate of these cities only: "
                    + String.join(", ", names));
        }
        int index = month.getValue() - 1;
        int temperature = city.temperatures()[index];
        return new Weather(
                city.names().getFirst(),
                temperature,
                conditions(city.wetDays()[index], temperature),
                city.humidities()[index],
                SOURCE,
                name(month));
    }

    @Override
    public String describe(Weather weather) {
        return String.format(
                Locale.ROOT,
                "%s in %s: usually %.0f °C, %s, humidity %d %%. This is a climate normal, not a forecast: "
                        + "the agent runs without a key for a live source.",
                weather.location(),
                weather.period(),
                weather.temperatureC(),
                weather.conditions(),
                weather.humidity());
    }

    private static String conditions(int wetDays, int temperature) {
        double wet = wetDays / DAYS_A_MONTH;
        if (wet >= 0.5) {
            return temperature <= 0 ? "frequent snow" : "frequent rain";
        }
        if (wet >= 0.3) {
            return temperature <= 0 ? "cloudy with snow at times" : "changeable with rain at times";
        }
        return wet >= 0.12 ? "partly cloudy with few wet days" : "mostly dry";
    }

    private static String name(Month month) {
        return month.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    /** Spelling aside: "São Paulo", "sao paulo" and "Sao-Paulo" are one. */
    private static String key(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", " ")
                .strip();
    }
}
