package dev.glassplane.apiserver;

import dev.glassplane.apiserver.security.ServerAccess;
import dev.glassplane.apiserver.wire.Exchange;
import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.image.KubernetesVersion;
import dev.glassplane.image.ReadyCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** {@code /version}, {@code /healthz}, {@code /livez}, {@code /readyz} and {@code /kubeconfig}. */
@Component
class ServerPages {

    private final ObjectProvider<ReadyCheck> checks;
    private final KubernetesVersion emulated;
    private final ServerAccess access;

    ServerPages(ObjectProvider<ReadyCheck> checks, KubernetesVersion emulated, ServerAccess access) {
        this.checks = checks;
        this.emulated = emulated;
        this.access = access;
    }

    void answer(Exchange exchange) throws IOException {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            throw Statuses.methodNotAllowed();
        }
        List<String> path = exchange.segments();
        switch (path.getFirst()) {
            case "version" -> exchange.json(200, version());
            case "readyz" -> health(exchange, "readyz", checks.orderedStream().toList());
            case "healthz", "livez" -> health(exchange, path.getFirst(), List.of());
            case "kubeconfig" -> exchange.bytes(200, "application/yaml",
                    Kubeconfig.text(Kubeconfig.serverUrl(exchange.request()), access).getBytes(StandardCharsets.UTF_8));
            default -> exchange.pageNotFound();
        }
    }

    private ObjectNode version() {
        String minor = Integer.toString(emulated.minor());
        return Json.object().put("major", "1").put("minor", minor).put("emulationMajor", "1").put("emulationMinor", minor)
                .put("minCompatibilityMajor", "1").put("minCompatibilityMinor", Integer.toString(emulated.minor() - 1))
                .put("gitVersion", emulated.release() + "-eks-glassplane").put("gitCommit", "")
                .put("gitTreeState", "clean").put("buildDate", "1970-01-01T00:00:00Z").put("goVersion", "none").put("compiler", "javac")
                .put("platform", "java/" + Runtime.version().feature());
    }

    /** Source of the texts: {@code kubernetes/apiserver: pkg/server/healthz/healthz.go}; reasons are not withheld here. */
    private static void health(Exchange exchange, String name, List<ReadyCheck> all) throws IOException {
        Set<String> excluded = new TreeSet<>(exchange.query().all("exclude"));
        List<String> path = exchange.segments();
        String only = path.size() > 1 ? path.get(1) : "";
        StringBuilder lines = new StringBuilder(only.isEmpty() || only.equals("ping") ? "[+]ping ok\n" : "");
        boolean found = only.isEmpty() || only.equals("ping");
        boolean ok = true;
        for (ReadyCheck check : all) {
            if (!only.isEmpty() && !only.equals(check.name())) {
                continue;
            }
            found = true;
            if (excluded.contains(check.name())) {
                lines.append("[+]").append(check.name()).append(" excluded: ok\n");
            } else if (check.ok()) {
                lines.append("[+]").append(check.name()).append(" ok")
                        .append(check.detail().isEmpty() ? "" : ": " + check.detail())
                        .append(check.warning().isEmpty() ? "" : ", but: " + check.warning()).append('\n');
            } else {
                ok = false;
                lines.append("[-]").append(check.name()).append(" failed: ").append(check.message()).append('\n');
            }
        }
        if (!found) {
            exchange.pageNotFound();
        } else if (!ok) {
            exchange.text(500, lines + name + " check failed\n");
        } else {
            exchange.text(200, exchange.query().has("verbose") ? lines + name + " check passed\n" : "ok");
        }
    }
}
