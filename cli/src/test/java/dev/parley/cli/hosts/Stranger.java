package dev.parley.cli.hosts;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.parley.envoy.bootstrap.Member;
import dev.parley.envoy.certs.DevelopmentCa;
import dev.parley.envoy.certs.Leaf;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Knocks at one port of a host in all the ways that somebody may who is not meant to come in; says the first line of the answer, or "nothing". */
final class Stranger {
    private static final String REQUEST = "GET /somewhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final char[] NO_PASSWORD = new char[0];

    private final TestBed bed;
    private final String from;
    private final String address;
    private final int port;

    Stranger(TestBed bed, String from, String address, int port) {
        this.bed = bed;
        this.from = from;
        this.address = address;
        this.port = port;
    }

    String plainText() throws Exception {
        return bed.in(from, () -> {
            try (Socket socket = new Socket(address, port)) {
                return answer(socket);
            }
        });
    }

    String withoutCertificate(DevelopmentCa trusted) throws Exception {
        return overTls(context(null, trusted), "TLSv1.3");
    }

    /** With a certificate of an authority that says to be a member. */
    String as(DevelopmentCa authority, Member member, String protocol, DevelopmentCa trusted) throws Exception {
        return overTls(context(authority.issue(member.id()), trusted), protocol);
    }

    private String overTls(SSLContext context, String protocol) throws Exception {
        return bed.in(from, () -> {
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(address, port)) {
                socket.setEnabledProtocols(new String[] {protocol});
                return answer(socket);
            }
        });
    }

    private static String answer(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        try {
            socket.getOutputStream().write(REQUEST.getBytes(US_ASCII));
            BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            String line = lines.readLine();
            return line == null ? "nothing" : line;
        } catch (SocketTimeoutException e) {
            return "silence, and the connection stays open";
        } catch (IOException refused) {
            return "nothing";
        }
    }

    private static SSLContext context(@Nullable Leaf leaf, DevelopmentCa trusted)
            throws GeneralSecurityException, IOException {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, NO_PASSWORD);
        for (X509Certificate each : trusted.bundle()) {
            authorities.setCertificateEntry("ca-" + authorities.size(), each);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        KeyManager[] keys = new KeyManager[0];
        if (leaf != null) {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, NO_PASSWORD);
            own.setKeyEntry("own", leaf.key(), NO_PASSWORD, new X509Certificate[] {leaf.certificate()});
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(own, NO_PASSWORD);
            keys = factory.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }
}
