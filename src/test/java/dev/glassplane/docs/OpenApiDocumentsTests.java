package dev.glassplane.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;

/** The documents under {@code openapi/} are those that the server serves, and the page's selector offers them. */
@DocumentedServer
class OpenApiDocumentsTests {

    private static final Path FOLDER = Path.of("openapi");

    @LocalServerPort
    private int port;

    private ServedDocuments served;

    @BeforeEach
    void server() {
        served = new ServedDocuments(port);
    }

    @Test
    void theFilesAreWhatIsServed() throws Exception {
        served.all().forEach((file, document) -> Golden.compare(FOLDER.resolve(file), pretty(document)));
        assertThat(files()).isEqualTo(served.all().keySet());
    }

    @Test
    void ourDocumentHasOurPathsOnly() throws Exception {
        assertThat(served.get("/v3/api-docs").get("paths").propertyNames()).isNotEmpty().allMatch(path -> path.startsWith("/glassplane/v1/"));
    }

    @Test
    void theSelectorOffersOurDocumentFirstAndEveryGroup() throws Exception {
        JsonNode config = served.get("/swagger-ui-config.json");
        List<String> offered = config.get("urls").valueStream().map(url -> url.get("url").asString()).toList();
        List<String> groups = served.get("/openapi/v3").get("paths").propertyNames().stream().map(path -> "/openapi/v3/" + path).toList();
        assertThat(offered).first().isEqualTo("/v3/api-docs");
        assertThat(offered).element(1).isEqualTo("/openapi/v3/api/v1");
        assertThat(offered.subList(1, offered.size())).containsExactlyInAnyOrderElementsOf(groups);
        assertThat(config.get("urls").get(0).get("name")).isEqualTo(config.get("urls.primaryName"));
    }

    @Test
    void thePageIsThere() throws Exception {
        assertThat(served.send("GET", "/swagger-ui/index.html", null, null, "text/html").body()).contains("swagger-ui-bundle.js");
        assertThat(served.send("GET", "/swagger-ui/swagger-initializer.js", null, null, "*/*").body()).contains("/swagger-ui-config.json");
    }

    private static Set<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(Files::isRegularFile).map(file -> FOLDER.relativize(file).toString()).collect(Collectors.toSet());
        }
    }

    private static String pretty(JsonNode document) {
        return ServedDocuments.MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(document).replace("\r\n", "\n") + "\n";
    }
}
