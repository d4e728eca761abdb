package dev.parley.envoy.mesh;

import dev.parley.envoy.bootstrap.Endpoint;
import dev.parley.envoy.certs.Leaf;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Asks an inbound listener over HTTP as a member; paths go out as they are given. */
final class MutualTlsHttp implements AutoCloseable {
    private final HttpClient client;
    private final Endpoint endpoint;

    MutualTlsHttp(TestMesh mesh, String member, Endpoint endpoint) throws Exception {
        this.endpoint = endpoint;
        Leaf leaf = mesh.ca().issue(member);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", leaf.key(), new char[0], new X509Certificate[] {leaf.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), new TrustManager[] {new AnyServer()}, new SecureRandom());
        client = HttpClient.newBuilder().sslContext(tls).build();
    }

    /** Status and body, parted by a blank. */
    String get(String path) throws Exception {
        HttpResponse<String> answer = send(request(path).GET());
        return answer.statusCode() + " " + answer.body();
    }

    /** A call of gRPC without a client that has a clock of its own. */
    HttpResponse<String> call(String method, String timeout) throws Exception {
        return send(request("/" + method)
                .header("content-type", "application/grpc")
                .header("grpc-timeout", timeout)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[5])));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://" + endpoint.host() + ":" + endpoint.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
