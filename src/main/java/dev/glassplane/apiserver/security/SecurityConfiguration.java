package dev.glassplane.apiserver.security;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Filters in front of everything, and the server's certificate. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final String BUNDLE = "glassplane";

    @Bean
    FilterRegistrationBean<AccessFilter> access(ServerAccess access) {
        FilterRegistrationBean<AccessFilter> registration = new FilterRegistrationBean<>(new AccessFilter(access));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    FilterRegistrationBean<RequestLimits> requestLimits(@Value("${glassplane.limits.reads:" + RequestLimits.READS_MAX + "}") int reads,
            @Value("${glassplane.limits.writes:" + RequestLimits.WRITES_MAX + "}") int writes) {
        FilterRegistrationBean<RequestLimits> registration = new FilterRegistrationBean<>(new RequestLimits(reads, writes));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    @Bean
    SslBundleRegistrar ownCertificate(ServerAccess access) {
        return registry -> access.selfSigned().ifPresent(own -> registry.registerBundle(BUNDLE,
                SslBundle.of(SslStoreBundle.of(own.keys(), "", null))));
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> encryption(ServerAccess access) {
        return factory -> access.selfSigned().ifPresent(_ -> factory.setSsl(Ssl.forBundle(BUNDLE)));
    }
}
