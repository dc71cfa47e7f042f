package dev.glassplane.vpc;

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
    VpcFabricSource vpcFabricSource(VpcReader reader) {
        return image -> new ImageFabric(reader.of(image));
    }
}
