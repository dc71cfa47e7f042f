package dev.glassplane.vpc;

import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what other modules take from the VPC. */
@Configuration(proxyBeanMethods = false)
class VpcConfiguration {

    @Bean
    VpcReader vpcReader() {
        return new VpcReader();
    }

    @Bean
    VpcFabricSource vpcFabricSource(VpcReader reader, Optional<LearnedRoutes> learned) {
        LearnedRoutes routes = learned.orElse(LearnedRoutes.NONE);
        return image -> new ImageFabric(reader.of(image), to -> routes.towards(to, image));
    }
}
