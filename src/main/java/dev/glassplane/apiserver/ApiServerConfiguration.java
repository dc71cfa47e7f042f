package dev.glassplane.apiserver;

import dev.glassplane.apiserver.discovery.Discovery;
import dev.glassplane.apiserver.openapi.OpenApi;
import dev.glassplane.registry.Kinds;
import dev.glassplane.store.RevisionLog;
import java.net.InetAddress;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Puts the Kubernetes paths in front of Spring MVC: a servlet of their own, so that they stay out of the document of our own endpoints. */
@Configuration(proxyBeanMethods = false)
class ApiServerConfiguration {

    @Bean
    ServletRegistrationBean<ApiServlet> kubernetesApi(Kinds kinds, Discovery discovery, OpenApi openApi, ServerPages pages, Resources resources) {
        ServletRegistrationBean<ApiServlet> registration = new ServletRegistrationBean<>(
                new ApiServlet(kinds, discovery, openApi, pages, resources),
                "/api/*", "/apis/*", "/openapi/*", "/version/*", "/healthz/*", "/livez/*", "/readyz/*", "/kubeconfig");
        registration.setName("kubernetes-api");
        registration.setLoadOnStartup(1);
        return registration;
    }

    /**
     * @param token   who has it may ask; empty for none
     * @param address listened on
     * @throws IllegalStateException if the whole network could write without a token
     */
    @Bean
    FilterRegistrationBean<AccessFilter> access(@Value("${glassplane.token:}") String token,
            @Value("${server.address:127.0.0.1}") InetAddress address) {
        if (token.isEmpty() && !address.isLoopbackAddress()) {
            throw new IllegalStateException("server.address=" + address.getHostAddress()
                    + " listens beyond loopback, where everybody could write: set glassplane.token (GLASSPLANE_TOKEN) as well");
        }
        FilterRegistrationBean<AccessFilter> registration = new FilterRegistrationBean<>(new AccessFilter(token));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    /** After the one that keeps strangers out. */
    @Bean
    FilterRegistrationBean<SyncFilter> sync(RevisionLog log) {
        FilterRegistrationBean<SyncFilter> registration = new FilterRegistrationBean<>(new SyncFilter(log));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }
}
