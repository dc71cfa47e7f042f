package dev.glassplane.cni;

import dev.glassplane.calico.CalicoReader;
import dev.glassplane.cni.bgp.FelixProgrammer;
import dev.glassplane.cni.vpc.AwsNodeProgrammer;
import dev.glassplane.cni.vxlan.FlannelProgrammer;
import dev.glassplane.dataplane.NodeAddressSource;
import dev.glassplane.dataplane.NodeProgrammer;
import dev.glassplane.policy.calico.FelixPolicies;
import dev.glassplane.vpc.VpcReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Hands the pod networks' programmers, which know nothing of Spring, to the reconciler. All are there; each works only in its own network. They come
 * before kube-proxy: the node's devices are there when it starts.
 */
@Configuration(proxyBeanMethods = false)
class CniConfiguration {

    @Bean
    @Order(100)
    NodeProgrammer<?, ?> awsNode(VpcReader reader) {
        return new AwsNodeProgrammer(reader);
    }

    @Bean
    @Order(101)
    NodeProgrammer<?, ?> flannel(VpcReader reader) {
        return new FlannelProgrammer(reader);
    }

    @Bean
    @Order(102)
    NodeProgrammer<?, ?> felix(VpcReader vpcs, CalicoReader reader, FelixPolicies policies) {
        return new FelixProgrammer(vpcs, reader, policies);
    }

    @Bean
    NodeAddressSource nodeAddressSource(VpcReader reader) {
        return new NetworkAddresses(reader);
    }
}
