package dev.glassplane.bootstrap;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Gives an IPv6 cluster a service range of its family where the start names none, before anybody reads the setting. */
final class ServiceRangeDefault implements EnvironmentPostProcessor {

    /** EKS gives Services of an IPv6 cluster a prefix of this length out of fc00::/7. */
    static final String IPV6 = "fd30:1c53:5f8a::/108";
    static final String SETTING = "glassplane.service-cluster-ip-range";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if ("ipv6".equals(environment.getProperty("glassplane.ip-family")) && environment.getProperty(SETTING) == null) {
            environment.getPropertySources().addLast(new MapPropertySource("ipv6-cluster", Map.of(SETTING, IPV6)));
        }
    }
}
