package dev.glassplane.apiserver.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A server with a certificate of its own, a token, and nothing that can be changed. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {"glassplane.nodes=", "glassplane.demo-app=false",
    "glassplane.tls=self-signed", "glassplane.token=secret", "glassplane.read-only=true"})
class ClosedServerTests {

    private static final String MAP = "{\"metadata\":{\"name\":\"m\"}}";

    @LocalServerPort
    private int port;

    @Autowired
    private ServerAccess access;

    private HttpClient client() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(access.authority().getBytes())));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).version(HttpClient.Version.HTTP_1_1).build();
    }

    private HttpResponse<String> send(HttpClient client, String method, String path, String body, boolean token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path)).method(method,
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)).header("Content-Type", "application/json");
        if (token) {
            request.header("Authorization", "Bearer secret");
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itsCertificateIsThatOfTheKubeconfig() throws Exception {
        assertThat(send(client(), "GET", "/api/v1/namespaces", null, true).statusCode()).isEqualTo(200);
        String kubeconfig = send(client(), "GET", "/kubeconfig", null, true).body();
        assertThat(kubeconfig).contains("server: https://127.0.0.1:" + port).contains("certificate-authority-data: ").contains("token: 'secret'");
        assertThatThrownBy(() -> send(HttpClient.newHttpClient(), "GET", "/api", null, true)).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void everythingButHealthWantsTheToken() throws Exception {
        for (String path : new String[] {"/api", "/apis", "/openapi/v3", "/version", "/kubeconfig", "/glassplane/v1/capabilities", "/v3/api-docs",
            "/swagger-ui/index.html"}) {
            assertThat(send(client(), "GET", path, null, false).statusCode()).as(path).isEqualTo(401);
        }
        for (String path : new String[] {"/livez", "/readyz", "/healthz"}) {
            assertThat(send(client(), "GET", path, null, false).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(send(client(), "GET", "/swagger-ui/index.html", null, true).statusCode()).isEqualTo(200);
    }

    @Test
    void nothingCanBeChanged() throws Exception {
        HttpResponse<String> refused = send(client(), "POST", "/api/v1/namespaces/default/configmaps", MAP, true);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("this server is read-only (glassplane.read-only)");
        assertThat(send(client(), "DELETE", "/api/v1/namespaces/default", null, true).statusCode()).isEqualTo(403);
        assertThat(send(client(), "POST", "/glassplane/v1/reset", null, true).statusCode()).isEqualTo(403);
        assertThat(send(client(), "POST", "/api/v1/namespaces/default/configmaps?dryRun=All", MAP, true).statusCode()).isEqualTo(201);
        assertThat(send(client(), "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}", true).statusCode()).isEqualTo(201);
    }

    @Test
    void noConsoleAndNoManagementEndpointsAreOpen() throws Exception {
        for (String path : new String[] {"/h2-console", "/actuator", "/actuator/env", "/actuator/heapdump", "/actuator/health"}) {
            assertThat(send(client(), "GET", path, null, true).statusCode()).as(path).isEqualTo(404);
        }
    }
}
