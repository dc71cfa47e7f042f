package dev.glassplane.apiserver.security;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** How many requests may be in flight. */
class RequestLimitsTests {

    private final RequestLimits limits = new RequestLimits(2, 1);
    private final CountDownLatch release = new CountDownLatch(1);

    private Thread held(String method) throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        FilterChain chain = (_, _) -> {
            inside.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        Thread thread = Thread.startVirtualThread(() -> {
            try {
                limits.doFilter(new MockHttpServletRequest(method, "/api/v1/pods"), new MockHttpServletResponse(), chain);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        inside.await();
        return thread;
    }

    private MockHttpServletResponse answer(String method, String path, String query) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        request.setQueryString(query);
        MockHttpServletResponse response = new MockHttpServletResponse();
        limits.doFilter(request, response, new MockFilterChain());
        return response;
    }

    @Test
    void readsAndWritesAreCountedApart() throws Exception {
        Thread[] threads = {held("GET"), held("GET"), held("POST")};
        MockHttpServletResponse refused = answer("GET", "/api/v1/pods", null);
        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
        assertThat(refused.getContentAsString()).startsWith("Too many requests, please try again later.");
        assertThat(answer("PATCH", "/api/v1/pods", null).getStatus()).isEqualTo(429);
        assertThat(answer("GET", "/api/v1/pods", "watch=true&resourceVersion=1").getStatus()).as("a watch").isEqualTo(200);
        assertThat(answer("GET", "/readyz", null).getStatus()).isEqualTo(200);
        release.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(answer("GET", "/api/v1/pods", null).getStatus()).isEqualTo(200);
        assertThat(answer("POST", "/api/v1/pods", null).getStatus()).isEqualTo(200);
    }
}
