package dev.glassplane;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts Glassplane: one JVM that answers as a Kubernetes network control plane. */
@SpringBootApplication
@org.springframework.boot.context.properties.ConfigurationPropertiesScan
public class GlassplaneApplication {

    /** @param args Spring Boot's command line, for example {@code --server.port=0} */
    public static void main(String[] args) {
        SpringApplication.run(GlassplaneApplication.class, args);
    }
}
