package dev.glassplane.trace.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.scenarios.Scenario;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.RequestReader;
import java.io.IOException;
import java.nio.file.Files;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** A Service that found no room in a map is not there, and a trace says why. */
class FullMapTests {

    private static final int ENTRIES_MAX = 256;

    @Test
    void theFullMapIsTheReason() throws IOException {
        Assumptions.assumeThat(ProxyMode.modelled()).as("modes that can be asked for").contains(ProxyMode.EBPF);
        StringBuilder cluster = new StringBuilder(Files.readString(Scenario.FOLDER.resolve("clusterip-three-endpoints/input.yaml")));
        for (int i = 1; i <= ENTRIES_MAX / 2; i++) { // each has a master and a wildcard entry, at a lower address
            cluster.append(String.format("""
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: other-%1$d, namespace: demo}
                    spec: {clusterIP: 10.99.0.%1$d, ports: [{port: 80}]}
                    """, i));
        }
        Scenario full = Scenario.of("full", cluster + """
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: cilium-config, namespace: kube-system}
                data: {bpf-lb-service-map-max: "256"}
                """, ProxyMode.EBPF);
        Trace trace = Tracing.answer(RequestReader.read(JsonNodeFactory.instance.objectNode().put("from", "pod/demo/client")
                .put("to", "service/demo/web"), 1), full.network());
        assertThat(trace.paths()).singleElement().satisfies(path -> {
            assertThat(path.there().end().code()).contains(ReasonCode.MAP_FULL);
            assertThat(path.there().end().sentence()).contains("cilium_lb4_services_v2 holds no more than 256 entries", "Service demo/web");
        });
    }
}
