package dev.parley.mesh;

import dev.parley.envoy.bootstrap.EnvoySettings;
import dev.parley.envoy.bootstrap.Member;
import dev.parley.envoy.certs.DevelopmentCa;
import dev.parley.envoy.certs.SecretsFolder;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.StartRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of a mesh's Envoys: made by the authority of the data folder, renewed when two thirds of their life are over.
 * Safe for concurrent use.
 */
final class Certificates implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Certificates.class);
    // a day's certificate is renewed after 16 h: a minute more or less is nothing
    private static final Duration LOOK = Duration.ofMinutes(1);
    // Envoy reads new files within a second; by then every handshake is made with them
    private static final Duration TAKEN_UP = Duration.ofSeconds(2);

    // an authority with less time left is replaced at the next start
    private static final Duration REPLACED_BEFORE = Duration.ofDays(60);

    private final DevelopmentCa authority;
    private final boolean shared;
    // by the name of the instance
    private final Map<String, SecretsFolder> secrets = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread renewal;

    private Certificates(DevelopmentCa authority, boolean shared) {
        this.authority = authority;
        this.shared = shared;
        this.renewal = Thread.ofVirtual().name("certificates").unstarted(this::renewInTime);
    }

    /**
     * Publishes certificates for everybody, and for who operates the mesh.
     *
     * @param shared other hosts have the same authority: it is not replaced here
     * @throws StartRefused when it is shared and missing, or at its end
     */
    static Certificates publish(DataFolder folder, Layout layout, boolean shared, InstantSource clock)
            throws IOException {
        if (shared) {
            CommonSecrets.require(folder);
        }
        DevelopmentCa authority = open(folder, clock);
        if (shared) {
            requireFit(authority, folder, clock);
        } else if (authority.isRotating()) {
            // a mesh that ended in the middle: nobody is left who trusts the old one alone
            finish(authority);
        } else if (isOld(authority, clock)) {
            // nobody runs yet who trusts it
            authority.beginRotation();
            finish(authority);
        }
        Certificates certificates = new Certificates(authority, shared);
        for (Instance instance : layout.instances()) {
            certificates.add(instance.name(), instance.service(), instance.folder(), clock);
        }
        certificates.add(Member.OPERATOR.id(), Member.OPERATOR, folder.run().resolve(Member.OPERATOR.id()), clock);
        certificates.renewal.start();
        return certificates;
    }

    /** The authority of a folder, made where there is none. */
    static DevelopmentCa open(DataFolder folder, InstantSource clock) throws IOException {
        return DevelopmentCa.open(
                CommonSecrets.authority(folder), EnvoySettings.TRUST_DOMAIN, clock, new SecureRandom());
    }

    private static void requireFit(DevelopmentCa authority, DataFolder folder, InstantSource clock) throws IOException {
        if (authority.isRotating() || isOld(authority, clock)) {
            throw new StartRefused("The authority in " + CommonSecrets.authority(folder) + " ends on "
                    + authority.certificate().getNotAfter().toInstant()
                    + " or is being replaced (expected: one for 60 days at least; end all hosts, delete the folder, and make"
                    + " it anew for all)");
        }
    }

    private static boolean isOld(DevelopmentCa authority, InstantSource clock) throws IOException {
        return authority
                .certificate()
                .getNotAfter()
                .toInstant()
                .isBefore(clock.instant().plus(REPLACED_BEFORE));
    }

    private static void finish(DevelopmentCa authority) throws IOException {
        switchToNext(authority);
        authority.endRotation();
    }

    private static void switchToNext(DevelopmentCa authority) throws IOException {
        try {
            authority.switchToNext();
        } catch (IllegalStateException switchedAlready) {
            log.atDebug().log("the next authority signs already");
        }
    }

    private void add(String name, Member member, Path folder, InstantSource clock) throws IOException {
        SecretsFolder published = new SecretsFolder(folder.resolve("secrets"), clock);
        published.publish(authority.issue(member.id()), authority.bundle());
        secrets.put(name, published);
    }

    private void renewInTime() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                lock.lockInterruptibly();
                try {
                    renewDue();
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void renewDue() {
        secrets.forEach((name, published) -> {
            try {
                if (published.needsRenewal()) {
                    authority.renew(published);
                    log.atInfo().addKeyValue("instance", name).log("certificate renewed");
                }
            } catch (IOException | RuntimeException e) {
                log.atError()
                        .setCause(e)
                        .addKeyValue("instance", name)
                        .log("certificate not renewed, tried again soon");
            }
        });
    }

    /** When the first of an instance's certificate and the authority ends. */
    Instant expiry(Instance instance) throws IOException {
        SecretsFolder published = secrets.get(instance.name());
        if (published == null) {
            throw new IOException("No certificate for " + instance.name());
        }
        return published.expiry();
    }

    Instant authorityExpiry() throws IOException {
        return authority.certificate().getNotAfter().toInstant();
    }

    /** New certificates for all, at once. */
    void renewAll(Consumer<String> told) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            for (SecretsFolder published : secrets.values()) {
                authority.renew(published);
            }
            Thread.sleep(TAKEN_UP);
            told.accept(secrets.size() + " certificates are new");
        } finally {
            lock.unlock();
        }
    }

    /** A new authority, in steps between which everybody trusts both. */
    void replaceAuthority(Consumer<String> told) throws IOException, InterruptedException {
        if (shared) {
            throw new IOException(
                    "The authority is that of other hosts too, which would not follow (expected: rotate-certs"
                            + " without --ca on each host)");
        }
        lock.lockInterruptibly();
        try {
            if (!authority.isRotating()) {
                authority.beginRotation();
            }
            // also where an earlier try ended in the middle
            publishBundle();
            told.accept("everybody trusts the next authority too");
            switchToNext(authority);
            for (SecretsFolder published : secrets.values()) {
                authority.renew(published);
            }
            Thread.sleep(TAKEN_UP);
            told.accept(secrets.size() + " certificates are of the next authority");
            authority.endRotation();
            publishBundle();
            told.accept("nobody trusts the old authority any more");
        } finally {
            lock.unlock();
        }
    }

    private void publishBundle() throws IOException, InterruptedException {
        for (SecretsFolder published : secrets.values()) {
            published.publishBundle(authority.bundle());
        }
        Thread.sleep(TAKEN_UP);
    }

    @Override
    public void close() {
        renewal.interrupt();
    }
}
