package dev.parley.registry.card;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Which https agents are believed: those of the JDK's trust store, and of a file with more certificates. */
final class Trust {
    private Trust() {}

    /** @throws IllegalStateException when the file cannot be read as PEM certificates */
    static SSLContext context(@Nullable Path caFile) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, caFile == null ? null : jdkAnd(caFile), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(
                    "parley.registry.fetch.ca-file " + caFile + ": " + e.getMessage() + " (expected: PEM certificates)",
                    e);
        }
    }

    private static TrustManager[] jdkAnd(Path caFile) throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
        all.load(null, null);
        int number = 0;
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager known) {
                for (X509Certificate certificate : known.getAcceptedIssuers()) {
                    all.setCertificateEntry("jdk-" + number++, certificate);
                }
            }
        }
        try (InputStream pem = Files.newInputStream(caFile)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                all.setCertificateEntry("file-" + number++, certificate);
            }
        }
        factory.init(all);
        return factory.getTrustManagers();
    }
}
