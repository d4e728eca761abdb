package dev.parley.envoy.certs;

import dev.parley.kit.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The CA of a development mesh, in a folder that only its user may enter. It is replaced without a failed call in three
 * steps, each to be finished on every member before the next: {@link #beginRotation} and publish {@link #bundle}
 * everywhere; {@link #switchToNext} and publish new leaves everywhere; {@link #endRotation} and publish the bundle again.
 * A process that dies between the steps finds the CA where it was. Not for use by several processes at once.
 */
public final class DevelopmentCa {
    public static final Duration LIFE = Duration.ofDays(365);
    public static final Duration LEAF_LIFE = Duration.ofHours(24);

    private final Path folder;
    private final String trustDomain;
    private final Issuer issuer;
    private Generations generations;

    private DevelopmentCa(Path folder, String trustDomain, Issuer issuer, Generations generations) {
        this.folder = folder;
        this.trustDomain = trustDomain;
        this.issuer = issuer;
        this.generations = generations;
    }

    /** Opens the CA of a folder, or makes one where there is none. */
    public static DevelopmentCa open(Path folder, String trustDomain, InstantSource clock, SecureRandom random)
            throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Issuer issuer = new Issuer(clock, random);
        if (!Generations.areIn(folder)) {
            create(folder, trustDomain, issuer, 1);
            Generations.FIRST.writeTo(folder);
        }
        return new DevelopmentCa(folder, trustDomain, issuer, Generations.readFrom(folder));
    }

    private static void create(Path folder, String trustDomain, Issuer issuer, int generation) throws IOException {
        Leaf authority = issuer.authority("development CA " + generation + " of " + trustDomain, LIFE);
        AtomicFile.writeSecret(keyFile(folder, generation), Pem.of(authority.key()));
        AtomicFile.write(certificateFile(folder, generation), Pem.of(List.of(authority.certificate())));
    }

    /** A new leaf of {@link #LEAF_LIFE}. */
    public Leaf issue(String service) throws IOException {
        return issue(service, LEAF_LIFE);
    }

    /** A new leaf for {@code spiffe://TRUST_DOMAIN/SERVICE}. */
    public Leaf issue(String service, Duration life) throws IOException {
        int signing = generations.signing();
        Leaf authority = new Leaf(
                Pem.certificates(certificateFile(folder, signing)).getFirst(), Pem.key(keyFile(folder, signing)));
        return issuer.leaf(authority, service, "spiffe://" + trustDomain + "/" + service, life);
    }

    /** Publishes a new leaf of {@link #LEAF_LIFE} for the service whose leaf is published there, and the bundle of now. */
    public void renew(SecretsFolder secrets) throws IOException {
        secrets.publish(issue(secrets.service()), bundle());
    }

    /** What members trust now: one CA, or two while it is replaced. */
    public List<X509Certificate> bundle() throws IOException {
        List<X509Certificate> bundle = new ArrayList<>();
        for (int generation : generations.trusted()) {
            bundle.addAll(Pem.certificates(certificateFile(folder, generation)));
        }
        return List.copyOf(bundle);
    }

    /** The CA that signs now. */
    public X509Certificate certificate() throws IOException {
        return Pem.certificates(certificateFile(folder, generations.signing())).getFirst();
    }

    /** True between {@link #beginRotation} and {@link #endRotation}. */
    public boolean isRotating() {
        return generations.trusted().size() > 1;
    }

    /**
     * First step: the next CA exists and is trusted, but does not sign yet.
     *
     * @throws IllegalStateException if a rotation is under way
     */
    public void beginRotation() throws IOException {
        Generations next = generations.begun();
        create(folder, trustDomain, issuer, next.newest());
        move(next);
    }

    /**
     * Second step: the next CA signs. Both are trusted.
     *
     * @throws IllegalStateException if no rotation was begun
     */
    public void switchToNext() throws IOException {
        move(generations.switched());
    }

    /**
     * Last step: the old CA is trusted no more, and its key is deleted.
     *
     * @throws IllegalStateException if the next CA does not sign yet
     */
    public void endRotation() throws IOException {
        List<Integer> before = generations.trusted();
        move(generations.ended());
        for (int generation : before) {
            if (generation != generations.signing()) {
                Files.deleteIfExists(keyFile(folder, generation));
                Files.deleteIfExists(certificateFile(folder, generation));
            }
        }
    }

    private void move(Generations next) throws IOException {
        next.writeTo(folder);
        generations = next;
    }

    private static Path keyFile(Path folder, int generation) {
        return folder.resolve("ca-" + generation + ".key");
    }

    private static Path certificateFile(Path folder, int generation) {
        return folder.resolve("ca-" + generation + ".crt");
    }
}
