package dev.glassplane.image;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The emulated release, from {@code glassplane.kubernetes-version}. */
@Configuration(proxyBeanMethods = false)
class KubernetesVersionBean {

    @Bean
    KubernetesVersion kubernetesVersion(@Value("${glassplane.kubernetes-version:" + KubernetesVersion.DEFAULT + "}") String word) {
        return KubernetesVersion.read(word.strip());
    }
}
