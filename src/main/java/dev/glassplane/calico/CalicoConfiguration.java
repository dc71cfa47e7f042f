package dev.glassplane.calico;

import dev.glassplane.image.ControlLoop;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.vpc.LearnedRoutes;
import dev.glassplane.vpc.VpcReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Wires Calico in. */
@Configuration(proxyBeanMethods = false)
class CalicoConfiguration {

    @Bean
    CalicoReader calicoReader(VpcReader vpcs) {
        return new CalicoReader(vpcs);
    }

    @Bean
    LearnedRoutes fabricRoutes(CalicoReader reader) {
        return new FabricRoutes(reader);
    }

    /** After the cloud provider, before kubelet. */
    @Bean
    @Order(700)
    ControlLoop calicoLoop(Objects objects, Kinds kinds, EventRecorder events, CalicoReader reader) {
        return new CalicoLoop(objects, kinds, events, reader);
    }

    @Bean
    @Order(900)
    ControlLoop calicoNodeStatusLoop(Objects objects, Kinds kinds, CalicoReader reader) {
        return new NodeStatusLoop(objects, kinds, reader);
    }
}
