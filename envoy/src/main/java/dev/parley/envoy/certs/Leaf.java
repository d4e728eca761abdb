package dev.parley.envoy.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A member's key pair: its certificate, signed by the CA, and the key to it. */
public record Leaf(X509Certificate certificate, PrivateKey key) {
    @Override
    public String toString() {
        return "Leaf[" + certificate.getSubjectX500Principal() + "]"; // never the key
    }
}
