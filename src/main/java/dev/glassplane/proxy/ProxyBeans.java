package dev.glassplane.proxy;

import dev.glassplane.dataplane.NodeProgrammer;
import dev.glassplane.proxy.ebpf.EbpfProgrammer;
import dev.glassplane.proxy.iptables.IptablesProgrammer;
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
    @Order(203)
    NodeProgrammer<?, ?> cilium() {
        return new EbpfProgrammer();
    }
}
