package dev.glassplane.cni.vpc;

import dev.glassplane.dataplane.NodeAddressSource;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.VpcReader;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Wires the VPC CNI in. */
@Configuration(proxyBeanMethods = false)
class VpcCniConfiguration {

    /** Before kube-proxy: the node's devices are there when it starts. */
    @Bean
    @Order(100)
    AwsNodeProgrammer awsNode(VpcReader reader) {
        return new AwsNodeProgrammer(reader);
    }

    @Bean
    NodeAddressSource nodeAddressSource(VpcReader reader) {
        return new InterfaceAddresses(reader);
    }

    /** A node's addresses: the primary ones of its interfaces, and what the Node names beside them. */
    record InterfaceAddresses(VpcReader reader) implements NodeAddressSource {

        @Override
        public List<Ip> addresses(Node node, ClusterImage image) {
            List<Ip> addresses = new ArrayList<>();
            reader.of(image).interfacesOf(node.name()).forEach(of -> of.primary().ifPresent(addresses::add));
            node.internalIps().stream().filter(ip -> addresses.isEmpty() && ip.isV4() || !ip.isV4()).forEach(addresses::add);
            return List.copyOf(addresses);
        }

        @Override
        public boolean reads(String resource) {
            return resource.equals(NetworkInterface.RESOURCE);
        }
    }
}
