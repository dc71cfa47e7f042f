package dev.glassplane.loadbalancer.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.loadbalancer.evaluate.Evaluator;
import dev.glassplane.loadbalancer.evaluate.HttpRequest;
import dev.glassplane.loadbalancer.evaluate.Incoming;
import dev.glassplane.loadbalancer.evaluate.Result;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Tls;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.registry.Kind;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.TestCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Which Service a request gets to by the rules of the API, and what the class has in the cluster. */
class IngressProxyTests {

    private static final String CLASS = """
            apiVersion: networking.k8s.io/v1
            kind: IngressClass
            metadata: {name: inside, uid: class-uid}
            spec: {controller: glassplane.dev/ingress}
            """;

    private static String service(String name, String address) {
        return """
                ---
                apiVersion: v1
                kind: Service
                metadata: {namespace: shop, name: %1$s}
                spec: {clusterIP: 10.100.0.%2$s, ports: [{name: http, port: 80}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {namespace: shop, name: %1$s-1, labels: {kubernetes.io/service-name: %1$s}}
                addressType: IPv4
                ports: [{name: http, port: 8080}]
                endpoints: [{addresses: [10.0.1.%2$s]}]
                """.formatted(name, address);
    }

    private static String backend(String name) {
        return "backend: {service: {name: " + name + ", port: {name: http}}}";
    }

    private static String ingress(String name, String created, String spec) {
        return """
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {namespace: shop, name: %s, creationTimestamp: '2026-01-0%sT00:00:00Z'}
                spec: {ingressClassName: inside, %s}
                """.formatted(name, created, spec);
    }

    private static final String WORLD = CLASS + service("one", "11") + service("two", "12") + service("three", "13") + service("rest", "14")
            + ingress("paths", "2", "rules: [{host: shop.example.com, http: {paths: [{path: /a, pathType: Prefix, " + backend("one") + "}, {path: /a/b/, pathType: Prefix, "
            + backend("two") + "}, {path: /a, pathType: Exact, " + backend("three") + "}, {path: /gone, pathType: Prefix, " + backend("gone") + "}]}}]")
            + ingress("stars", "3", "rules: [{host: '*.example.com', http: {paths: [{path: /, pathType: Prefix, " + backend("two") + "}]}}]")
            + ingress("young", "4", "rules: [{host: shop.example.com, http: {paths: [{path: /a, pathType: Prefix, " + backend("rest") + "}]}}]")
            + ingress("rest", "1", "defaultBackend: {service: {name: rest, port: {number: 80}}}, tls: [{hosts: [shop.example.com], secretName: cert}, "
            + "{hosts: [x.example.com], secretName: lost}]")
            + "---\napiVersion: v1\nkind: Secret\nmetadata: {namespace: shop, name: cert}\ntype: kubernetes.io/tls\ndata: {tls.crt: YQ==, tls.key: YQ==}\n";

    private static List<ObjectNode> objects(String text) {
        List<ObjectNode> objects = new ArrayList<>();
        try (MappingIterator<ObjectNode> documents = new YAMLMapper().readerFor(ObjectNode.class).readValues(text)) {
            documents.forEachRemaining(objects::add);
        }
        return objects;
    }

    private static LoadBalancer balancer() {
        ClusterImage image = ClusterImages.of(objects(WORLD));
        return new IngressProxySource().ask(image).loadBalancers().getFirst();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            shop.example.com     | /a         | 10.0.1.13
            shop.example.com     | /a/        | 10.0.1.11
            shop.example.com     | /a/c       | 10.0.1.11
            shop.example.com     | /a/b       | 10.0.1.12
            shop.example.com     | /a/b/c     | 10.0.1.12
            shop.example.com     | /ab        | 404
            shop.example.com     | /gone      | 503
            x.example.com        | /anything  | 10.0.1.12
            x.y.example.com      | /anything  | 10.0.1.14
            example.com          | /          | 10.0.1.14
            other.org            | /a         | 10.0.1.14
            """)
    void theMostSpecificHostThenTheLongestPathDecides(String host, String path, String expected) {
        Incoming incoming = new Incoming(Packet.of(Protocol.TCP, Ip.parse("10.0.9.9"), 40000, Ip.parse("10.0.1.99"), 10080), Optional.empty(),
                Optional.of(HttpRequest.get(host, path)));
        String found = switch (Evaluator.evaluate(balancer(), Optional.empty(), incoming, draw -> 0).result()) {
            case Result.Relayed relayed -> relayed.target().ip().toString();
            case Result.Answered answered -> String.valueOf(answered.status());
            case Result other -> other.toString();
        };
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void certificatesComeFromSecretsForTheHostsThatNameThem() {
        Tls tls = balancer().listeners().getLast().tls().orElseThrow();
        assertThat(tls.certificates()).extracting(Tls.Certificate::reference).containsExactly("the proxy's own certificate, signed by nobody", "shop/cert");
        assertThat(tls.certificates().getLast().hostnames()).hasToString("[shop.example.com]");
    }

    @Test
    void eachClassHasAProxyWhoseAddressItsIngressesGet() {
        TestCluster cluster = new TestCluster();
        cluster.with(new IngressProxyLoop(cluster, cluster));
        Kind namespaces = cluster.named("namespaces");
        cluster.put(namespaces, TestCluster.object("v1", "Namespace", "", "kube-system"));
        objects(CLASS + ingress("paths", "2", "tls: [{hosts: [a.b]}], defaultBackend: {service: {name: one, port: {number: 80}}}")).forEach(object ->
                cluster.put(cluster.named(object.get("kind").stringValue().equals("Ingress") ? ProxyClass.INGRESSES : ProxyClass.CLASSES), object));
        cluster.settle();
        ObjectKey key = new ObjectKey("services", "kube-system", "inside-ingress");
        ObjectNode service = cluster.image().object(key).orElseThrow().object().deepCopy();
        assertThat(service.path("spec").path("ports").toString()).contains("\"port\":80,\"targetPort\":10080").contains("\"port\":443,\"targetPort\":10443");
        assertThat(service.path("metadata").path("ownerReferences").path(0).path("uid").stringValue("")).isEqualTo("class-uid");
        assertThat(service.path("spec").path("type").stringValue("")).isEqualTo("LoadBalancer");
        service.withObject("/status/loadBalancer").putArray("ingress").addObject().put("hostname", "lb.example.com");
        cluster.put(cluster.named("services"), service);
        long before = cluster.settle().revision();
        assertThat(cluster.image().object(new ObjectKey(ProxyClass.INGRESSES, "shop", "paths")).orElseThrow().object().path("status").path("loadBalancer").toString())
                .isEqualTo("{\"ingress\":[{\"hostname\":\"lb.example.com\"}]}");
        assertThat(cluster.settle().revision()).isEqualTo(before);
    }
}
