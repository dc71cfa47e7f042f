package dev.glassplane.apiserver.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class AccessFilterTests {

    /** @return the status of the filter's answer, 0 if the request was let through */
    private static int answer(String token, String method, String path, String... headers) throws Exception {
        return answer(ServerAccess.withToken(token), method, path, headers);
    }

    private static int answer(ServerAccess access, String method, String path, String... headers) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        for (int i = 0; i < headers.length; i += 2) {
            request.addHeader(headers[i], headers[i + 1]);
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        MockFilterChain chain = new MockFilterChain();
        new AccessFilter(access).doFilter(request, response, chain);
        return chain.getRequest() != null ? 0 : response.getStatus();
    }

    @Test
    void theTokenOpensTheDoor() throws Exception {
        String basic = Base64.getEncoder().encodeToString("any:secret".getBytes(StandardCharsets.UTF_8));
        assertThat(answer("secret", "GET", "/api", "Authorization", "Bearer secret")).isZero();
        assertThat(answer("secret", "GET", "/api", "Authorization", "Basic " + basic)).isZero();
        assertThat(answer("secret", "GET", "/readyz")).isZero();
        assertThat(answer("secret", "GET", "/api", "Authorization", "Bearer other")).isEqualTo(401);
        assertThat(answer("secret", "GET", "/api", "Authorization", "Basic ???")).isEqualTo(401);
        assertThat(answer("secret", "GET", "/readyzz")).isEqualTo(401);
        assertThat(answer("secret", "GET", "/kubeconfig")).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8080", "127.0.0.1:8080", "[::1]:8080", "glassplane.localhost"})
    void namesOfThisMachineAreServed(String host) throws Exception {
        assertThat(answer("", "POST", "/api/v1/namespaces", "Host", host)).isZero();
    }

    @Test
    void pagesOfOtherSitesAreKeptOut() throws Exception {
        assertThat(answer("", "GET", "/api", "Host", "evil.example:8080")).isEqualTo(403);
        assertThat(answer("", "POST", "/api/v1/namespaces", "Host", "localhost", "Sec-Fetch-Site", "cross-site")).isEqualTo(403);
        assertThat(answer("", "POST", "/api/v1/namespaces", "Host", "localhost", "Sec-Fetch-Site", "same-origin")).isZero();
        assertThat(answer("", "GET", "/api", "Host", "localhost", "Sec-Fetch-Site", "cross-site")).isZero();
    }

    @Test
    void originsOfOtherSitesAreKeptOut() throws Exception {
        assertThat(answer("", "POST", "/api/v1/namespaces", "Host", "localhost:8080", "Origin", "http://localhost:8080")).isZero();
        assertThat(answer("", "POST", "/api/v1/namespaces", "Host", "localhost:8080", "Origin", "https://evil.example")).isEqualTo(403);
        assertThat(answer("", "POST", "/api/v1/namespaces", "Host", "localhost:8080", "Origin", "null")).isEqualTo(403);
        assertThat(answer("", "GET", "/api/v1/pods", "Host", "localhost:8080", "Origin", "https://evil.example", "Upgrade", "websocket")).isEqualTo(403);
        assertThat(answer("secret", "POST", "/api/v1/namespaces", "Host", "any.example", "Authorization", "Bearer secret", "Origin",
                "https://evil.example")).as("a browser sends a password by itself").isEqualTo(403);
    }

    private static ServerAccess access(String token, String file, String address, boolean insecure, String hosts, boolean readOnly, String tls)
            throws Exception {
        return new ServerAccess(token, file, InetAddress.getByName(address), insecure, hosts, readOnly, tls, "");
    }

    @Test
    void allowedHostsAreServed() throws Exception {
        ServerAccess access = access("", "", "127.0.0.1", false, "lab.example, 192.0.2.7", false, "");
        assertThat(answer(access, "POST", "/api/v1/namespaces", "Host", "lab.example:8080", "Origin", "http://lab.example:8080")).isZero();
        assertThat(answer(access, "GET", "/api", "Host", "other.example")).isEqualTo(403);
    }

    @Test
    void nobodyListensBeyondLoopbackWithoutAToken(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> access("", "", "0.0.0.0", false, "", false, "")).hasMessageContaining("set glassplane.token");
        assertThat(access("secret", "", "0.0.0.0", false, "", false, "").token()).isEqualTo("secret");
        assertThat(access("", "", "::1", false, "", false, "").token()).isEmpty();
        assertThat(access("", "", "0.0.0.0", true, "", false, "").token()).isEmpty();
        Path file = Files.writeString(folder.resolve("token"), "from-file\n");
        assertThat(access("", file.toString(), "0.0.0.0", false, "", false, "").token()).isEqualTo("from-file");
        assertThatThrownBy(() -> access("", Files.writeString(folder.resolve("none"), " ").toString(), "127.0.0.1", false, "", false, ""))
                .hasMessageContaining("is empty: expected a token");
        assertThatThrownBy(() -> access("", "", "127.0.0.1", false, "", false, "maybe")).hasMessageContaining("expected self-signed");
    }

    @Test
    void aReadOnlyServerRefusesChangesByItsOwnEndpoints() throws Exception {
        ServerAccess access = access("", "", "127.0.0.1", false, "", true, "");
        assertThat(answer(access, "POST", "/glassplane/v1/reset", "Host", "localhost")).isEqualTo(403);
        assertThat(answer(access, "POST", "/glassplane/v1/traces", "Host", "localhost")).isZero();
    }
}
