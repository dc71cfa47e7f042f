package dev.glassplane.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import dev.glassplane.store.Event;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.Stored;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class ClusterImagesTests {

    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void aServiceIsReadAsKubeProxyReadsIt() {
        Service web = image("""
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: shop, uid: u1}
                spec:
                  type: LoadBalancer
                  clusterIP: 10.100.0.041
                  clusterIPs: [10.100.0.041, "fd00:0::01", nonsense]
                  externalIPs: [1.2.3.4, not-an-address]
                  loadBalancerSourceRanges: [" 10.1.0.0/16 ", 10.2.0.1, 10.3.0.0/99]
                  sessionAffinity: ClientIP
                  externalTrafficPolicy: Local
                  ports:
                  - {name: http, port: 80, targetPort: web, nodePort: 30080}
                  - {name: dns, port: 53, protocol: UDP}
                  - {name: odd, port: 1, protocol: CHAOS}
                status:
                  loadBalancer:
                    ingress: [{ip: 9.9.9.9}, {ip: 8.8.8.8, ipMode: Proxy}, {hostname: lb.example}]
                """).service("shop", "web").orElseThrow();

        assertThat(web.clusterIps()).containsExactly(Ip.parse("10.100.0.41"), Ip.parse("fd00::1"));
        assertThat(web.externalIps()).containsExactly(Ip.parse("1.2.3.4"));
        assertThat(web.sourceRanges()).containsExactly(Cidr.parse("10.1.0.0/16"));
        assertThat(web.affinityTimeoutSeconds()).contains(10_800);
        assertThat(web.externalLocal()).isTrue();
        assertThat(web.internalLocal()).isFalse();
        assertThat(web.headless()).isFalse();
        assertThat(web.ports()).containsExactly(new Service.Port("http", Protocol.TCP, 80, "web", 30080, ""),
                new Service.Port("dns", Protocol.UDP, 53, "53", 0, ""));
        assertThat(web.ingress()).containsExactly(new Service.Ingress(Optional.of(Ip.parse("9.9.9.9")), "", true),
                new Service.Ingress(Optional.of(Ip.parse("8.8.8.8")), "", false), new Service.Ingress(Optional.empty(), "lb.example", true));
        assertThat(web.labels()).isEmpty();
        assertThat(web.selector()).isEmpty();
    }

    @Test
    void aPodAndItsNode() {
        ClusterImage image = image("""
                apiVersion: v1
                kind: Pod
                metadata: {name: web-1, labels: {app: web}, deletionTimestamp: "2026-01-01T00:00:00Z"}
                spec:
                  nodeName: node-a
                  initContainers: [{name: once, ports: [{containerPort: 1}]}, {name: side, restartPolicy: Always, ports: [{containerPort: 2}]}]
                  containers: [{name: web, ports: [{name: http, containerPort: 8080, hostPort: 80}]}]
                status: {phase: Running, podIPs: [{ip: 10.0.1.20}], conditions: [{type: Ready, status: "True"}]}
                """, """
                apiVersion: v1
                kind: Node
                metadata: {name: node-a, labels: {topology.kubernetes.io/zone: us-east-1a}}
                spec: {unschedulable: true}
                status:
                  addresses: [{type: Hostname, address: node-a}, {type: InternalIP, address: 10.0.1.10}, {type: ExternalIP, address: 3.3.3.3}]
                  conditions: [{type: Ready, status: Unknown}]
                """);

        Pod pod = image.pod("default", "web-1").orElseThrow();
        assertThat(pod.ips()).containsExactly(Ip.parse("10.0.1.20"));
        assertThat(pod.ready()).isTrue();
        assertThat(pod.terminating()).isTrue();
        assertThat(pod.containerPorts()).containsExactly(new Pod.ContainerPort("http", 8080, Protocol.TCP, 80),
                new Pod.ContainerPort("", 2, Protocol.TCP, 0));
        Node node = image.node("node-a").orElseThrow();
        assertThat(node.zone()).isEqualTo("us-east-1a");
        assertThat(node.internalIps()).containsExactly(Ip.parse("10.0.1.10"));
        assertThat(node.externalIps()).containsExactly(Ip.parse("3.3.3.3"));
        assertThat(node.ready()).isFalse();
        assertThat(node.unschedulable()).isTrue();
    }

    @Test
    void missingEndpointConditionsAreWhatKubeProxyTakesThemFor() {
        EndpointSlice slice = image(slice("web-1", "web", "10.0.1.20")).slices().values().iterator().next();

        assertThat(slice.ports()).containsExactly(new EndpointSlice.Port("http", Protocol.TCP, 8080));
        EndpointSlice.Endpoint endpoint = slice.endpoints().getFirst();
        assertThat(endpoint.ready()).isTrue();
        assertThat(endpoint.serving()).isTrue();
        assertThat(endpoint.terminating()).isFalse();
        assertThat(endpoint.target()).contains("shop/web-1");
        assertThat(endpoint.hintZones()).containsExactly("us-east-1a");
    }

    @Test
    void nonsenseNeverFails() {
        Service service = image("""
                apiVersion: v1
                kind: Service
                metadata: {name: odd, labels: [a], annotations: {x: 1, y: z}}
                spec: {ports: {a: b}, selector: text, clusterIPs: 3, externalIPs: [{a: 1}], type: 7, healthCheckNodePort: many}
                """).service("default", "odd").orElseThrow();

        assertThat(service.annotations()).isEqualTo(Map.of("y", "z"));
        assertThat(service.ports()).isEmpty();
        assertThat(service.type()).isEqualTo("ClusterIP");
        assertThat(service.healthCheckNodePort()).isZero();
    }

    @Test
    void slicesOfFollowsTheServiceLabel() {
        ClusterImage image = image(slice("web-1", "web", "10.0.1.20"), slice("web-2", "web", "10.0.1.21"));
        ObjectKey web = new ObjectKey("services", "shop", "web");
        ObjectKey api = new ObjectKey("services", "shop", "api");
        assertThat(image.slicesOf().get(web)).hasSize(2);

        ClusterImage moved = ClusterImages.apply(image, List.of(modified(image, slice("web-2", "api", "10.0.1.21"), 3)));
        assertThat(moved.slicesOf().get(web)).hasSize(1);
        assertThat(moved.slicesOf().get(api)).hasSize(1);
        assertThat(image.slicesOf().get(web)).as("the image before").hasSize(2);

        Stored gone = moved.object(ClusterImages.keyOf(parse(slice("web-2", "api", "")))).orElseThrow();
        ClusterImage last = ClusterImages.apply(moved, List.of(new Event(Event.Type.DELETED, new Revision(4), gone, Optional.of(gone))));
        assertThat(last.slicesOf()).doesNotContainKey(api);
        assertThat(last.slices()).hasSize(1);
        assertThat(last.object(gone.key())).isEmpty();
        assertThat(last.revision()).isEqualTo(new Revision(4));
    }

    @Test
    void unchangedRecordsKeepTheirIdentity() {
        ClusterImage image = image(slice("web-1", "web", "10.0.1.20"), slice("web-2", "web", "10.0.1.21"));
        String manifest = slice("web-2", "web", "10.0.1.21");
        ClusterImage rewritten = ClusterImages.apply(image, List.of(modified(image, manifest, 3)));

        assertThat(rewritten.slices()).isSameAs(image.slices());
        assertThat(rewritten.slicesOf()).isSameAs(image.slicesOf());
        assertThat(rewritten.object(ClusterImages.keyOf(parse(manifest))).orElseThrow().revision()).isEqualTo(new Revision(3));
    }

    @Test
    void keysUseThePluralAndGroupOfTheApi() {
        assertThat(key("networking.k8s.io/v1", "NetworkPolicy", "a")).hasToString("networkpolicies.networking.k8s.io/a/x");
        assertThat(key("networking.k8s.io/v1", "Ingress", "a")).hasToString("ingresses.networking.k8s.io/a/x");
        assertThat(key("v1", "Endpoints", "")).hasToString("endpoints/default/x");
        assertThat(key("ec2.services.k8s.aws/v1alpha1", "InternetGateway", "")).hasToString("internetgateways.ec2.services.k8s.aws/x");
    }

    @Test
    void whatHasNoKeyOrComesTwiceIsRefused() {
        assertThatThrownBy(() -> image("kind: Pod")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("apiVersion");
        String pod = "{apiVersion: v1, kind: Pod, metadata: {name: a}}";
        assertThatThrownBy(() -> image(pod, pod)).hasMessage("pods/default/a occurs twice");
    }

    private static Event modified(ClusterImage image, String manifest, long revision) {
        ObjectNode object = parse(manifest);
        ObjectKey key = ClusterImages.keyOf(object);
        return new Event(Event.Type.MODIFIED, new Revision(revision), new Stored(key, new Revision(revision), object), image.object(key));
    }

    private static ObjectKey key(String apiVersion, String kind, String namespace) {
        return ClusterImages.keyOf(parse("{apiVersion: %s, kind: %s, metadata: {name: x, namespace: \"%s\"}}".formatted(apiVersion, kind,
                namespace)));
    }

    private static String slice(String name, String service, String address) {
        return """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %s, namespace: shop, labels: {kubernetes.io/service-name: %s}}
                addressType: IPv4
                ports: [{name: http, port: 8080}, {name: none}]
                endpoints:
                - addresses: [%s]
                  nodeName: node-a
                  hints: {forZones: [{name: us-east-1a}]}
                  targetRef: {kind: Pod, namespace: shop, name: web-1}
                """.formatted(name, service, address);
    }

    private static ClusterImage image(String... manifests) {
        return ClusterImages.of(Arrays.stream(manifests).map(ClusterImagesTests::parse).toList());
    }

    private static ObjectNode parse(String yaml) {
        return (ObjectNode) YAML.readTree(yaml);
    }
}
