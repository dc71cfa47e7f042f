package dev.glassplane.bootstrap;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.ExternalDocumentation;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ProblemDetail;

/** The frame of the document of our own endpoints; the Kubernetes paths have documents of their own under {@code /openapi/v3}. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    /** In the order in which the page shows them. */
    private static final List<Tag> TAGS = List.of(
            new Tag().name("Trace").description("Where a packet goes, rule by rule, and why not"),
            new Tag().name("Tables").description("Each node's tables, as the real tools print them"),
            new Tag().name("Addresses").description("Network interfaces, pod addresses, subnets"),
            new Tag().name("DNS").description("What names mean in the cluster, and how a pod's resolver finds out"),
            new Tag().name("Cluster").description("The whole cluster: reset, export, import"),
            new Tag().name("Clock").description("The cluster's time, real or virtual"),
            new Tag().name("About").description("What is modelled, assumed, refused"));

    @Bean
    OpenAPI glassplaneDocument() {
        return new OpenAPI()
                .info(new Info().title("Glassplane").version("v1")
                        .description("Ask the emulated network: packet traces, each node's tables, addresses, time, and what is modelled. "
                                + "Every operation comes with values that work on a fresh server. "
                                + "The Kubernetes API has its own documents: pick a group above.")
                        .license(new License().name("Apache-2.0").url("https://www.apache.org/licenses/LICENSE-2.0")))
                // Relative, so that the committed document does not depend on a port.
                .servers(List.of(new Server().url("/").description("this server")))
                .externalDocs(new ExternalDocumentation().description("What is modelled, assumed, refused").url("/glassplane/v1/capabilities"));
    }

    /** Questions come before what changes something, then by path: the order does not depend on how the classes were found. */
    private static final Comparator<Map.Entry<String, PathItem>> READS_FIRST =
            Comparator.comparing((Map.Entry<String, PathItem> path) -> path.getValue().getGet() == null).thenComparing(Map.Entry::getKey);

    /** Puts everything into order and says what every refusal looks like. */
    @Bean
    OpenApiCustomizer orderAndProblems() {
        return document -> {
            document.setTags(TAGS);
            Paths paths = new Paths();
            document.getPaths().entrySet().stream().sorted(READS_FIRST).forEach(path -> paths.addPathItem(path.getKey(), path.getValue()));
            document.setPaths(paths);
            ModelConverters.getInstance(true).read(ProblemDetail.class).forEach(document.getComponents()::addSchemas);
            document.getComponents().setSchemas(new TreeMap<>(document.getComponents().getSchemas()));
            document.getPaths().values().stream().flatMap(path -> path.readOperations().stream()).forEach(OpenApiConfiguration::addProblem);
        };
    }

    private static void addProblem(Operation operation) {
        operation.getResponses().putIfAbsent("default", new ApiResponse()
                .description("A refusal: which field, what was expected, what was found (RFC 9457)")
                .content(new Content().addMediaType("application/problem+json",
                        new MediaType().schema(new Schema<>().$ref("#/components/schemas/ProblemDetail")))));
    }
}
