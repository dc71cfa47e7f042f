package dev.glassplane.policy.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.policy.model.PolicyReader;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Which ports of a Service a rule about its pods opens: the pods have http on 8080 and dns on UDP 53. */
class ServicePortsTests {

    private static final YAMLMapper YAML = new YAMLMapper();

    private static String open(String servicePorts, String rulePorts) {
        ClusterImage image = ClusterImages.of(List.of((ObjectNode) YAML.readTree("""
                {apiVersion: v1, kind: Service, metadata: {name: web, namespace: x}, spec: {clusterIP: 10.100.0.10, clusterIPs: [10.100.0.10], selector: {app: web}, ports: %s}}"""
                .formatted(servicePorts)), (ObjectNode) YAML.readTree("""
                {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: x, labels: {app: web}}, spec: {nodeName: n, containers: [{name: c, ports: [
                  {name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]}]}, status: {podIP: 10.0.0.5}}""")));
        NetworkPolicy policy = PolicyReader.read(new ObjectKey(NetworkPolicy.RESOURCE, "x", "p"), YAML.readTree("{spec: {podSelector: {}, egress: [{ports: " + rulePorts + "}]}}"));
        return new ServicePorts(image.service("x", "web").orElseThrow(), List.copyOf(image.pods().values())).open(policy.egress().getFirst().ports())
                .map(ports -> ports.stream().map(port -> port.protocol().map(Enum::name).orElse("*") + (port.port().isPresent() ? " " + port.port().getAsInt() : "")
                        + (port.endPort().isPresent() ? "-" + port.endPort().getAsInt() : "")).toList().toString()).orElse("closed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [{port: 80, targetPort: 8080}]                         | [{port: 8080}]                    | [TCP 80]
            [{port: 80, targetPort: http}]                         | [{port: http}]                    | [TCP 80]
            [{port: 80, targetPort: http}]                         | [{port: 8080}]                    | [TCP 80]
            [{port: 80, targetPort: 8080}]                         | [{port: http}]                    | [TCP 80]
            [{port: 80, targetPort: 8080}]                         | [{port: 80}]                      | closed
            [{port: 80, targetPort: 8080}]                         | []                                | []
            [{port: 80, targetPort: 8080}]                         | [{protocol: TCP}]                 | [TCP]
            [{port: 80, targetPort: 8080}]                         | [{port: 8080, endPort: 8090}]     | [TCP 80-8090]
            [{port: 53, targetPort: dns, protocol: UDP}]           | [{port: 53, protocol: UDP}]       | [UDP 53]
            [{port: 53, targetPort: dns, protocol: UDP}]           | [{port: 53}]                      | closed
            [{port: 80, targetPort: 8080}, {port: 81, targetPort: 9}]| [{port: 9}, {port: 8080}]       | [TCP 81, TCP 80]
            """)
    void aRuleOpensTheListeningPortWhoseTargetItNames(String service, String rule, String expected) {
        assertThat(open(service, rule)).isEqualTo(expected);
    }
}
