package dev.glassplane.bootstrap;

import io.swagger.v3.oas.models.ExternalDocumentation;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The head of the document of our own endpoints; the Kubernetes paths have documents of their own under {@code /openapi/v3}. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    @Bean
    OpenAPI glassplaneDocument() {
        return new OpenAPI()
                .info(new Info().title("Glassplane").version("v1")
                        .description("Ask the emulated network: packet traces, each node's tables, addresses, time, and what is modelled. "
                                + "The Kubernetes API has its own documents: pick a group above.")
                        .license(new License().name("Apache-2.0").url("https://www.apache.org/licenses/LICENSE-2.0")))
                // Relative, so that the committed document does not depend on a port.
                .servers(List.of(new Server().url("/").description("this server")))
                .tags(List.of(
                        new Tag().name("Trace").description("Where a packet goes, rule by rule, and why not"),
                        new Tag().name("Tables").description("Each node's tables, as the real tools print them"),
                        new Tag().name("Addresses").description("Network interfaces, pod addresses, subnets"),
                        new Tag().name("Clock").description("The cluster's time, real or virtual"),
                        new Tag().name("About").description("What is modelled, assumed, refused")))
                .externalDocs(new ExternalDocumentation().description("Limits").url("/glassplane/v1/capabilities"));
    }
}
