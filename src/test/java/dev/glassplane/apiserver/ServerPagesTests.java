package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.KubernetesVersion;
import dev.glassplane.apiserver.wire.Exchange;
import dev.glassplane.image.ReadyCheck;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Readiness when a check fails. */
class ServerPagesTests {

    private record Check(String name, boolean ok, String message) implements ReadyCheck {}

    private static MockHttpServletResponse readyz(String query, ReadyCheck... checks) throws Exception {
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        for (ReadyCheck check : List.of(checks)) {
            beans.addBean(check.name(), check);
        }
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/readyz");
        request.setQueryString(query);
        MockHttpServletResponse response = new MockHttpServletResponse();
        new ServerPages(beans.getBeanProvider(ReadyCheck.class), KubernetesVersion.V1_36, dev.glassplane.apiserver.security.ServerAccess.withToken("")).answer(new Exchange(request, response));
        return response;
    }

    @Test
    void aFailingCheckIsNamedWithItsReason() throws Exception {
        MockHttpServletResponse response = readyz(null, new Check("log", true, ""), new Check("kube-proxy-config", false, "mode ipvs is not modelled"));
        assertThat(response.getStatus()).isEqualTo(500);
        assertThat(response.getContentAsString()).isEqualTo("""
                [+]ping ok
                [+]log ok
                [-]kube-proxy-config failed: mode ipvs is not modelled
                readyz check failed
                """);
    }

    @Test
    void checksCanBeLeftOut() throws Exception {
        MockHttpServletResponse response = readyz("verbose&exclude=x", new Check("x", false, "no"));
        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getContentAsString()).isEqualTo("[+]ping ok\n[+]x excluded: ok\nreadyz check passed\n");
    }
}
