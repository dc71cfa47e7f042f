package dev.glassplane.apiserver;

import dev.glassplane.apiserver.discovery.Discovery;
import dev.glassplane.apiserver.openapi.OpenApi;
import dev.glassplane.registry.Kinds;
import dev.glassplane.store.RevisionLog;
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

    /** After those that keep strangers and crowds out: without it a replica answers from what it has seen so far, and reads are stale. */
    @Bean
    FilterRegistrationBean<SyncFilter> sync(RevisionLog log) {
        FilterRegistrationBean<SyncFilter> registration = new FilterRegistrationBean<>(new SyncFilter(log));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
        return registration;
    }
}
