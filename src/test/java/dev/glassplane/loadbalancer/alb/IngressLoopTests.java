package dev.glassplane.loadbalancer.alb;

import static dev.glassplane.loadbalancer.alb.AlbWorld.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.loadbalancer.LoadBalancerSource.Asked;
import dev.glassplane.loadbalancer.aws.StackWriter;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.State;
import dev.glassplane.registry.Kind;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.TestCluster;
import dev.glassplane.vpc.VpcReader;
import dev.glassplane.vpc.VpcWrites;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What an Ingress leads to in the cluster, and that it goes with it. */
class IngressLoopTests {

    private static final String BINDINGS = "targetgroupbindings.elbv2.k8s.aws";
    private static final String GROUPS = "securitygroups.ec2.services.k8s.aws";
    private static final String PATH = "rules: [{http: {paths: [{path: /, pathType: Prefix, $web}]}}]";

    private final TestCluster cluster = new TestCluster();
    private final VpcReader reader = new VpcReader();
    private final AlbSource source = new AlbSource(new VpcReader(), new CloudIds(1));

    @BeforeEach
    void start() {
        StackWriter writer = new StackWriter(cluster, cluster, reader, new VpcWrites(cluster, cluster), new CloudIds(1));
        cluster.withDefaultVpc().with(new CertificateLoop(cluster, cluster, reader)).with(new IngressLoop(cluster, cluster, cluster, writer));
        put("");
    }

    private void put(String more) {
        for (ObjectNode object : AlbWorld.objects(more)) {
            String kind = object.get("kind").stringValue().toLowerCase(java.util.Locale.ROOT);
            String group = object.get("apiVersion").stringValue().contains("/") ? "." + object.get("apiVersion").stringValue().split("/")[0] : "";
            Kind named = cluster.named(kind + (kind.endsWith("params") ? "" : kind.endsWith("s") ? "es" : "s") + group);
            cluster.put(named, object);
        }
        cluster.settle();
    }

    private ObjectNode shop(String name) {
        return cluster.image().object(new ObjectKey(IngressGroups.INGRESSES, "shop", name)).orElseThrow().object();
    }

    private static String hostname(ObjectNode ingress) {
        return ingress.path("status").path("loadBalancer").path("ingress").path(0).path("hostname").stringValue("");
    }

    private void delete(String name) {
        ObjectNode object = shop(name).deepCopy();
        ((ObjectNode) object.get("metadata")).put("deletionTimestamp", "2026-01-01T00:00:00Z");
        cluster.put(cluster.named(IngressGroups.INGRESSES), object);
        cluster.settle();
    }

    @Test
    void anIngressGetsALoadBalancerInEveryZone() {
        put(ingress("a", "", PATH));
        assertThat(hostname(shop("a"))).matches("k8s-shop-a-[0-9a-f]{10}-[0-9]+\\.us-east-1\\.elb\\.amazonaws\\.com");
        assertThat(shop("a").path("metadata").path("finalizers").toString()).isEqualTo("[\"ingress.k8s.aws/resources\"]");
        assertThat(cluster.events()).contains("ingress Ingresse/a Normal SuccessfullyReconciled: Successfully reconciled");
        assertThat(cluster.image().all(NetworkInterface.RESOURCE)).hasSize(3);
        assertThat(cluster.image().all(BINDINGS)).hasSize(1);
        assertThat(cluster.image().all(GROUPS)).hasSize(2);
        LoadBalancer made = source.ask(cluster.image()).loadBalancers().getFirst();
        assertThat(made.state()).isEqualTo(State.ACTIVE);
        assertThat(made.nodes()).allSatisfy(node -> assertThat(node.publicIp()).isPresent());
        assertThat(made.dnsName()).contains(hostname(shop("a")));
    }

    @Test
    void aSecondRunWritesNothing() {
        put(ingress("a", "", PATH));
        long before = cluster.revision();
        cluster.put(cluster.named("namespaces"), AlbWorld.objects("").getFirst());
        cluster.settle();
        assertThat(cluster.revision()).isEqualTo(before + 1);
    }

    @Test
    void itGoesWithItsLastMember() {
        put(ingress("a", "@group.name: g", PATH) + ingress("b", "@group.name: g", PATH.replace("/,", "/b,")));
        assertThat(hostname(shop("a"))).isEqualTo(hostname(shop("b")));
        delete("a");
        assertThat(shop("a").path("metadata").has("finalizers")).isFalse();
        assertThat(source.ask(cluster.image()).loadBalancers().getFirst().listeners().getFirst().rules()).hasSize(1);
        delete("b");
        assertThat(cluster.image().all(NetworkInterface.RESOURCE)).isEmpty();
        assertThat(cluster.image().all(BINDINGS)).isEmpty();
        assertThat(shop("b").path("metadata").has("finalizers")).isFalse();
    }

    @Test
    void deletionProtectionHoldsIt() {
        put(ingress("a", "@load-balancer-attributes: deletion_protection.enabled=true", PATH));
        delete("a");
        assertThat(shop("a").path("metadata").path("finalizers")).hasSize(1);
        assertThat(cluster.events()).anySatisfy(event -> assertThat(event).endsWith("Failed build model due to deletion_protection is enabled, cannot delete the ingress: a"));
    }

    @Test
    void whatCannotBeBuiltIsTold() {
        put(ingress("a", "@listen-ports: '[{\"HTTPS\": 443}]'", "rules: [{host: a.example.com, http: {paths: [{path: /, pathType: Prefix, $web}]}}]"));
        String why = "Failed build model due to ingress: shop/a: no certificate found for host: a.example.com";
        assertThat(cluster.events()).contains("ingress Ingresse/a Warning FailedBuildModel: " + why);
        Asked asked = source.ask(cluster.image());
        assertThat(asked.loadBalancers()).isEmpty();
        assertThat(asked.problems()).extracting(problem -> problem.message()).isEqualTo(List.of(why));
        put("---\napiVersion: acm.services.k8s.aws/v1alpha1\nkind: Certificate\nmetadata: {namespace: shop, name: c}\nspec: {domainName: a.example.com}\n");
        assertThat(source.ask(cluster.image()).loadBalancers().getFirst().listeners().getFirst().tls().orElseThrow().certificates().getFirst().reference())
                .startsWith("arn:aws:acm:us-east-1:123456789012:certificate/");
    }

    @Test
    void aMistypedClassLeavesEverythingAsItIs() {
        put(ingress("a", "", PATH));
        ObjectNode broken = shop("a").deepCopy();
        ((ObjectNode) broken.get("spec")).put("ingressClassName", "gone");
        cluster.put(cluster.named(IngressGroups.INGRESSES), broken);
        cluster.settle();
        assertThat(cluster.image().all(NetworkInterface.RESOURCE)).hasSize(3);
        assertThat(cluster.events()).contains("ingress Ingresse/a Warning FailedLoadGroupID: failed load groupID due to invalid ingress class: "
                + "IngressClass.networking.k8s.io \"gone\" not found");
    }
}
