package dev.glassplane.bootstrap;

import dev.glassplane.dataplane.Dataplane;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Tells the person at the keyboard that the cluster is ready and what to do next; a script gets one line of JSON. */
@Component
class Welcome {

    private final WebServerApplicationContext context;
    private final BootstrapProperties properties;

    Welcome(WebServerApplicationContext context, BootstrapProperties properties) {
        this.context = context;
        this.properties = properties;
    }

    void print(Dataplane dataplane) {
        Environment environment = context.getEnvironment();
        boolean anyPort = environment.getProperty("server.port", Integer.class, 8080) == 0;
        boolean encrypted = !environment.getProperty("glassplane.tls", "").isEmpty() || !environment.getProperty("server.ssl.certificate", "").isEmpty();
        String url = (encrypted ? "https" : "http") + "://127.0.0.1:" + context.getWebServer().getPort();
        if (anyPort) {
            System.out.println("{\"ready\":true,\"url\":\"" + url + "\",\"kubeconfig\":\"" + url + "/kubeconfig\"}");
            return;
        }
        System.out.println(text(dataplane, url));
    }

    private String text(Dataplane dataplane, String url) {
        double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%nGlassplane is ready after %.1f s: %d nodes, %d pods, at %s%n%n",
                seconds, dataplane.image().nodes().size(), dataplane.image().pods().size(), url));
        text.append("  kubectl      curl -s ").append(url).append("/kubeconfig > glassplane.kubeconfig\n");
        text.append("               kubectl --kubeconfig glassplane.kubeconfig get nodes,pods -A -o wide\n");
        if (properties.demoApp()) {
            text.append("  first trace  curl -s -H 'Accept: text/plain' '").append(url)
                    .append("/glassplane/v1/trace?from=pod/demo/client&to=service/demo/web'\n");
        }
        text.append("  Swagger UI   ").append(url).append("/swagger-ui.html\n");
        return text.toString();
    }
}
