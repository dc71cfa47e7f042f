package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class AccessFilterTests {

    /** @return the status of the filter's answer, 0 if the request was let through */
    private static int answer(String token, String method, String path, String... headers) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        for (int i = 0; i < headers.length; i += 2) {
            request.addHeader(headers[i], headers[i + 1]);
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        MockFilterChain chain = new MockFilterChain();
        new AccessFilter(token).doFilter(request, response, chain);
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
    void nobodyListensBeyondLoopbackWithoutAToken() throws Exception {
        ApiServerConfiguration configuration = new ApiServerConfiguration();
        assertThatThrownBy(() -> configuration.access("", InetAddress.getByName("0.0.0.0"))).hasMessageContaining("set glassplane.token");
        assertThat(configuration.access("secret", InetAddress.getByName("0.0.0.0"))).isNotNull();
        assertThat(configuration.access("", InetAddress.getByName("::1"))).isNotNull();
    }
}
