package dev.parley.envoy.certs;

import dev.parley.envoy.template.YamlTemplates;
import dev.parley.kit.files.AtomicFile;
import dev.parley.kit.programs.BinaryCache;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * The secrets of one Envoy, as files that it watches: {@code tls.crt}, {@code tls.key} (mode 0600), {@code ca.crt}, and
 * the two SDS files that name them. All three change at once, by a renamed link, as kubelet does with a mounted secret.
 */
public final class SecretsFolder {
    private static final String DATA = "..data";
    private static final YamlTemplates TEMPLATES = new YamlTemplates(SecretsFolder.class);

    private final Path folder;
    private final InstantSource clock;

    /** @param folder made when something is published; absolute, for the SDS files name files inside it */
    public SecretsFolder(Path folder, InstantSource clock) {
        this.folder = folder.toAbsolutePath();
        this.clock = clock;
    }

    /** Publishes a leaf and the CAs to trust. Envoy uses them for new connections within moments; old ones stay. */
    public void publish(Leaf leaf, List<X509Certificate> bundle) throws IOException {
        publish(Pem.of(List.of(leaf.certificate())), Pem.of(leaf.key()), Pem.of(bundle));
    }

    /** Publishes the CAs to trust and keeps the leaf. */
    public void publishBundle(List<X509Certificate> bundle) throws IOException {
        publish(Files.readString(file("tls.crt")), Files.readString(file("tls.key")), Pem.of(bundle));
    }

    /** The leaf that is published. */
    public X509Certificate certificate() throws IOException {
        return Pem.certificates(file("tls.crt")).getFirst();
    }

    /** The service that the leaf speaks for: the path of its SPIFFE id. */
    public String service() throws IOException {
        try {
            for (List<?> name : certificate().getSubjectAlternativeNames()) {
                if (name.get(1) instanceof String uri && uri.startsWith("spiffe://")) {
                    return URI.create(uri).getPath().substring(1);
                }
            }
        } catch (CertificateParsingException e) {
            throw new IOException(file("tls.crt") + " has no readable names (expected: a SPIFFE id)", e);
        }
        throw new IOException(file("tls.crt") + " has no SPIFFE id (expected: one, as URI)");
    }

    /** The CAs that are published. */
    public List<X509Certificate> bundle() throws IOException {
        return Pem.certificates(file("ca.crt"));
    }

    /** When the first of leaf and CAs ends. */
    public Instant expiry() throws IOException {
        Instant first = certificate().getNotAfter().toInstant();
        for (X509Certificate authority : bundle()) {
            Instant end = authority.getNotAfter().toInstant();
            first = end.isBefore(first) ? end : first;
        }
        return first;
    }

    /** Whole days until {@link #expiry}; negative when it is over. */
    public long daysLeft() throws IOException {
        return Math.floorDiv(
                Duration.between(clock.instant(), expiry()).toSeconds(),
                Duration.ofDays(1).toSeconds());
    }

    /** True when two thirds of the leaf's life are over, or nothing is published. */
    public boolean needsRenewal() throws IOException {
        if (!Files.exists(file("tls.crt"))) {
            return true;
        }
        X509Certificate leaf = certificate();
        Instant begin = leaf.getNotBefore().toInstant();
        Duration life = Duration.between(begin, leaf.getNotAfter().toInstant());
        return !clock.instant().isBefore(begin.plus(life.multipliedBy(2).dividedBy(3)));
    }

    private void publish(String certificate, String key, String bundle) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path data = Files.createTempDirectory(folder, "..data-");
        AtomicFile.write(data.resolve("tls.crt"), certificate);
        AtomicFile.writeSecret(data.resolve("tls.key"), key);
        AtomicFile.write(data.resolve("ca.crt"), bundle);
        link(data);
        for (String name : List.of("tls.crt", "tls.key", "ca.crt")) {
            if (!Files.isSymbolicLink(file(name))) {
                Files.createSymbolicLink(file(name), Path.of(DATA, name));
            }
        }
        writeSds();
        deleteAllBut(data);
    }

    private void link(Path data) throws IOException {
        Path fresh = folder.resolve("..data-link");
        Files.deleteIfExists(fresh); // of a process that died here
        Files.createSymbolicLink(fresh, data.getFileName());
        Files.move(fresh, folder.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
    }

    private void writeSds() throws IOException {
        Map<String, ?> names = Map.of(
                "folder", folder,
                "certificate", file("tls.crt"),
                "key", file("tls.key"),
                "authorities", file("ca.crt"));
        for (String name : List.of("own_cert", "trust")) {
            Path sds = file(name + ".yaml");
            String text = TEMPLATES.render(name, names);
            if (!Files.exists(sds) || !Files.readString(sds).equals(text)) {
                AtomicFile.write(sds, text);
            }
        }
    }

    private void deleteAllBut(Path current) throws IOException {
        try (DirectoryStream<Path> older = Files.newDirectoryStream(folder, "..data-*")) {
            for (Path data : older) {
                if (!data.equals(current)) {
                    BinaryCache.deleteAll(data);
                }
            }
        }
    }

    private Path file(String name) {
        return folder.resolve(name);
    }
}
