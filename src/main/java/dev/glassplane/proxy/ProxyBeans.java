package dev.glassplane.proxy;

import dev.glassplane.dataplane.NodeProgrammer;
import dev.glassplane.image.KubernetesVersion;
import dev.glassplane.net.Cidr;
import dev.glassplane.proxy.ebpf.EbpfProgrammer;
import dev.glassplane.proxy.iptables.IptablesProgrammer;
import dev.glassplane.proxy.ipvs.IpvsProgrammer;
import dev.glassplane.proxy.nftables.NftablesProgrammer;
import java.util.Arrays;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Hands the service modes' programmers, which know nothing of Spring, to the reconciler. */
@Configuration(proxyBeanMethods = false)
class ProxyBeans {

    @Bean
    @Order(200)
    NodeProgrammer<?, ?> kubeProxy() {
        return new IptablesProgrammer();
    }

    @Bean
    @Order(202)
    NodeProgrammer<?, ?> kubeProxyNftables(KubernetesVersion version,
                                           @Value("${glassplane.service-cluster-ip-range:10.100.0.0/16}") String serviceRanges) {
        return new NftablesProgrammer(version, Arrays.stream(serviceRanges.split(",")).map(String::strip).map(Cidr::parse).toList());
    }

    @Bean
    @Order(201)
    NodeProgrammer<?, ?> kubeProxyIpvs() {
        return new IpvsProgrammer();
    }

    @Bean
    @Order(203)
    NodeProgrammer<?, ?> cilium() {
        return new EbpfProgrammer();
    }
}
