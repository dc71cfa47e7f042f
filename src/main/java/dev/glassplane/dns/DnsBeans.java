package dev.glassplane.dns;

import dev.glassplane.loadbalancer.LoadBalancerSources;
import dev.glassplane.net.Cidr;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Hands out what names mean to whoever asks. */
@Configuration(proxyBeanMethods = false)
class DnsBeans {

    @Bean
    ClusterNames clusterNames(@Value("${glassplane.service-cluster-ip-range:10.100.0.0/16}") String serviceRanges, LoadBalancerSources balancers) {
        return new ClusterNames(Cidr.parse(serviceRanges.split(",")[0].strip()), balancers);
    }
}
