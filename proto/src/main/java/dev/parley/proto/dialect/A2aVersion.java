package dev.parley.proto.dialect;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The families of A2A versions that the mesh tells apart on the wire. */
public enum A2aVersion {
    V1_0("1.0"),
    /** 0.2 as well, which is a part of it. */
    V0_3("0.3", "0.2");

    private final String number;
    private final String earlier;

    A2aVersion(String number) {
        this(number, number);
    }

    A2aVersion(String number, String earlier) {
        this.number = number;
        this.earlier = earlier;
    }

    /**
     * The family of a version as a caller or a card states it: {@code 1.0}, {@code 0.3.0}. Patch numbers never count.
     *
     * @return empty for a version that the mesh does not speak
     */
    public static Optional<A2aVersion> of(String stated) {
        String version = stated.strip();
        return Arrays.stream(values())
                .filter(family -> is(version, family.number) || is(version, family.earlier))
                .findFirst();
    }

    /**
     * The family of an interface of a card, which is read more leniently: any 1.x is called as 1.0, which it has to
     * understand.
     */
    public static Optional<A2aVersion> ofInterface(String stated) {
        return stated.equals("1") || stated.startsWith("1.") ? Optional.of(V1_0) : of(stated);
    }

    private static boolean is(String version, String number) {
        return version.equals(number)
                || (version.startsWith(number + ".")
                        && version.length() > number.length() + 1
                        && version.chars().skip(number.length() + 1L).allMatch(c -> c >= '0' && c <= '9'));
    }

    /** All that may be stated, for error texts: {@code 1.0, 0.3, 0.2}. */
    public static String supported() {
        return String.join(", ", numbers());
    }

    /** All that may be stated, the latest first: Major.Minor. */
    public static List<String> numbers() {
        return Arrays.stream(values())
                .flatMap(family -> Stream.of(family.number, family.earlier))
                .distinct()
                .toList();
    }

    /** Major.Minor, as in {@code A2A-Version}. */
    public String number() {
        return number;
    }
}
