package dev.parley.router.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes one trust store of the JDK's and a PEM file. */
public final class Trust {
    private Trust() {}

    /**
     * @param caFile PEM with at least one certificate, or null for the JDK's trust store alone
     * @throws IllegalArgumentException when the file cannot be read or holds no certificate
     */
    public static TrustManagerFactory factory(@Nullable Path caFile) {
        try {
            TrustManagerFactory jdk = initialised(null);
            if (caFile == null) {
                return jdk;
            }
            KeyStore both = KeyStore.getInstance(KeyStore.getDefaultType());
            both.load(null, null);
            int count = 0;
            for (X509Certificate issuer : issuersOf(jdk)) {
                both.setCertificateEntry("jdk-" + count++, issuer);
            }
            for (Certificate own : read(caFile)) {
                both.setCertificateEntry("own-" + count++, own);
            }
            return initialised(both);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "parley.router.ca-file " + caFile + " cannot be used: " + e.getMessage()
                            + " (expected: PEM certificates)",
                    e);
        }
    }

    private static Collection<? extends Certificate> read(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IOException("it holds no certificate");
            }
            return found;
        }
    }

    private static TrustManagerFactory initialised(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static X509Certificate[] issuersOf(TrustManagerFactory factory) {
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }
}
