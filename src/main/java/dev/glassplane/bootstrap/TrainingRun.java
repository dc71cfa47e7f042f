package dev.glassplane.bootstrap;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Ends a start that is only there so that the JVM can write its ahead-of-time cache ({@code -XX:AOTCacheOutput}, JEP 514): with
 * {@code --glassplane.train=true} the server answers what a first user asks, then the process ends. What ran before the end is in the cache.
 */
@Component
@Order(TrainingRun.LAST)
class TrainingRun implements ApplicationRunner {

    /** After everything else that runs once the server listens. */
    static final int LAST = 1_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final List<String> FIRST_QUESTIONS = List.of("/readyz", "/kubeconfig", "/version", "/api", "/apis", "/openapi/v2", "/openapi/v3",
            "/api/v1/nodes", "/api/v1/pods", "/apis/apps/v1/deployments", "/glassplane/v1/capabilities",
            "/glassplane/v1/trace?from=pod/demo/client&to=service/demo/web");

    private final WebServerApplicationContext context;

    TrainingRun(WebServerApplicationContext context) {
        this.context = context;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException, InterruptedException {
        if (!context.getEnvironment().getProperty("glassplane.train", Boolean.class, false)) {
            return;
        }
        String server = "http://127.0.0.1:" + context.getWebServer().getPort();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String question : FIRST_QUESTIONS) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(server + question)).timeout(TIMEOUT).header("Accept", "application/json, */*").build();
                int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
                if (status >= 400) {
                    throw new IOException("training: expected an answer to " + question + ", found status " + status);
                }
            }
        }
        Thread.ofPlatform().name("end-of-training").start(() -> System.exit(SpringApplication.exit(context)));
    }
}
