package dev.parley.envoy.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentCaTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path folder;

    private Instant now = START;
    private DevelopmentCa ca;
    private SecretsFolder secrets;

    @BeforeEach
    void open() throws Exception {
        ca = reopened();
        secrets = new SecretsFolder(folder.resolve("secrets"), () -> now);
    }

    private DevelopmentCa reopened() throws Exception {
        return DevelopmentCa.open(folder.resolve("ca"), "parley.local", () -> now, new SecureRandom());
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static boolean isSignedBy(X509Certificate leaf, X509Certificate authority) throws Exception {
        try {
            leaf.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Test
    void leaf_hasItsIdAsOnlyName_andServesBothEnds() throws Exception {
        X509Certificate leaf = ca.issue("task").certificate();
        assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(6, "spiffe://parley.local/task"));
        assertThat(leaf.getExtendedKeyUsage()).containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(leaf.getNotBefore()).isEqualTo(START.minus(Duration.ofHours(1)));
        assertThat(leaf.getNotAfter()).isEqualTo(START.plus(Duration.ofHours(24)));
        assertThat(leaf.getSerialNumber().signum()).isPositive();
        assertThat(isSignedBy(leaf, ca.certificate())).isTrue();
    }

    @Test
    void authority_lastsAYear_andSignsLeavesOnly() throws Exception {
        X509Certificate authority = ca.certificate();
        assertThat(authority.getNotAfter()).isEqualTo(START.plus(Duration.ofDays(365)));
        assertThat(authority.getBasicConstraints()).isZero();
        assertThat(isSignedBy(authority, authority)).isTrue();
    }

    @Test
    void keys_areForTheirUserOnly() throws Exception {
        secrets.publish(ca.issue("task"), ca.bundle());
        assertThat(mode(folder.resolve("ca"))).isEqualTo("rwx------");
        assertThat(mode(folder.resolve("ca/ca-1.key"))).isEqualTo("rw-------");
        assertThat(mode(folder.resolve("secrets"))).isEqualTo("rwx------");
        assertThat(mode(folder.resolve("secrets/tls.key").toRealPath())).isEqualTo("rw-------");
        assertThat(ca.issue("task").toString()).doesNotContainIgnoringCase("key");
    }

    @Test
    void authority_staysWhenItIsOpenedAgain() throws Exception {
        assertThat(reopened().certificate()).isEqualTo(ca.certificate());
        assertThat(isSignedBy(reopened().issue("task").certificate(), ca.certificate()))
                .isTrue();
    }

    @Test
    void strangeFolder_isRefused() throws Exception {
        Files.writeString(folder.resolve("ca/generations"), "signing=../../x\n");
        assertThatThrownBy(this::reopened).hasMessageContaining("generations").hasMessageContaining("expected");
    }

    @Test
    void rotation_goesInThreeSteps_eachOfWhichSurvivesARestart() throws Exception {
        X509Certificate old = ca.certificate();
        ca.beginRotation();
        assertThat(reopened().bundle()).hasSize(2).first().isEqualTo(old);
        assertThat(isSignedBy(reopened().issue("task").certificate(), old)).isTrue();

        ca = reopened();
        ca.switchToNext();
        assertThat(reopened().bundle()).hasSize(2);
        assertThat(isSignedBy(reopened().issue("task").certificate(), old)).isFalse();

        ca = reopened();
        ca.endRotation();
        assertThat(ca.isRotating()).isFalse();
        assertThat(reopened().bundle()).containsExactly(ca.certificate()).doesNotContain(old);
        assertThat(folder.resolve("ca/ca-1.key")).doesNotExist();
    }

    @Test
    void rotation_outOfOrderIsRefused() throws Exception {
        assertThatThrownBy(ca::switchToNext).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(ca::endRotation).isInstanceOf(IllegalStateException.class);
        ca.beginRotation();
        assertThatThrownBy(ca::beginRotation).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(ca::endRotation).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void secrets_areReplacedAtOnce_byOneLink() throws Exception {
        secrets.publish(ca.issue("task"), ca.bundle());
        X509Certificate first = secrets.certificate();
        Path published = folder.resolve("secrets");
        assertThat(Files.readSymbolicLink(published.resolve("tls.crt"))).isEqualTo(Path.of("..data/tls.crt"));

        ca.renew(secrets);
        assertThat(secrets.certificate()).isNotEqualTo(first);
        assertThat(secrets.service()).isEqualTo("task");
        try (Stream<Path> files = Files.list(published)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("..data-")))
                    .hasSize(1);
        }
        assertThat(published.resolve("own_cert.yaml")).content().contains("\"" + published.resolve("tls.crt") + "\"");
        assertThat(published.resolve("trust.yaml")).content().doesNotContain("match_");
    }

    @Test
    void bundle_changesWithoutTheLeaf() throws Exception {
        secrets.publish(ca.issue("task"), ca.bundle());
        X509Certificate leaf = secrets.certificate();
        ca.beginRotation();
        secrets.publishBundle(ca.bundle());
        assertThat(secrets.certificate()).isEqualTo(leaf);
        assertThat(secrets.bundle()).hasSize(2);
    }

    @Test
    void renewal_isDueAfterTwoThirdsOfTheLife() throws Exception {
        assertThat(secrets.needsRenewal()).isTrue();
        secrets.publish(ca.issue("task", Duration.ofDays(3)), ca.bundle());
        assertThat(secrets.needsRenewal()).isFalse();
        assertThat(secrets.daysLeft()).isEqualTo(3);

        now = START.plus(Duration.ofDays(2)).minus(Duration.ofMinutes(25));
        assertThat(secrets.needsRenewal()).isFalse();
        now = START.plus(Duration.ofDays(2));
        assertThat(secrets.needsRenewal()).isTrue();
        now = START.plus(Duration.ofDays(3)).plusSeconds(1);
        assertThat(secrets.daysLeft()).isNegative();
        assertThat(secrets.expiry()).isEqualTo(START.plus(Duration.ofDays(3)));
    }
}
