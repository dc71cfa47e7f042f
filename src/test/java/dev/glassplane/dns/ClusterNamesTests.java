package dev.glassplane.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.dns.Resolution.Result;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.TestFabric;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Type;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The walk of a resolver over the cluster of {@code cluster.yaml}. */
class ClusterNamesTests {

    private final ClusterNames names = ClusterNames.eks();

    private static ObjectNode object(String yaml) {
        return (ObjectNode) new YAMLMapper().readTree(yaml);
    }

    private static ClusterImage image(String... more) {
        List<ObjectNode> objects = new ArrayList<>(DnsCluster.objects());
        for (String yaml : more) {
            ObjectNode added = object(yaml);
            objects.removeIf(each -> each.path("kind").equals(added.path("kind")) && each.path("metadata").path("name").equals(added.path("metadata").path("name")));
            objects.add(added);
        }
        return ClusterImages.of(objects);
    }

    private static String pod(String spec) {
        return "{apiVersion: v1, kind: Pod, metadata: {name: client, namespace: shop}, spec: {nodeName: node-a, " + spec + "}, status: {phase: Running, podIP: 10.0.1.11}}";
    }

    private Resolution resolve(ClusterImage image, String name, Integer... types) {
        return names.resolve(image, TestFabric.of(image), new Asker.OfPod(image.pod("shop", "client").orElseThrow()), ClusterNames.name(name).orElseThrow(),
                types.length == 0 ? List.of(Type.A) : List.of(types));
    }

    private static String asked(Resolution resolution) {
        return resolution.queries().stream().map(query -> query.name() + " " + query.status()).collect(Collectors.joining("; "));
    }

    @ParameterizedTest
    @CsvSource({
        "web, FOUND, 'web.shop.svc.cluster.local. NOERROR'",
        "web.shop, FOUND, 'web.shop.shop.svc.cluster.local. NXDOMAIN; web.shop.svc.cluster.local. NOERROR'",
        "web.shop.svc, FOUND, 'web.shop.svc.shop.svc.cluster.local. NXDOMAIN; web.shop.svc.svc.cluster.local. NXDOMAIN; web.shop.svc.cluster.local. NOERROR'",
        "web.shop.svc.cluster.local., FOUND, 'web.shop.svc.cluster.local. NOERROR'",
        "kube-dns.kube-system, FOUND, 'kube-dns.kube-system.shop.svc.cluster.local. NXDOMAIN; kube-dns.kube-system.svc.cluster.local. NOERROR'",
        "_sql._tcp.db.shop.svc.cluster.local, NO_DATA, '_sql._tcp.db.shop.svc.cluster.local. NOERROR, no records; _sql._tcp.db.shop.svc.cluster.local.shop.svc.cluster.local. NXDOMAIN; _sql._tcp.db.shop.svc.cluster.local.svc.cluster.local. NXDOMAIN; _sql._tcp.db.shop.svc.cluster.local.cluster.local. NXDOMAIN; _sql._tcp.db.shop.svc.cluster.local.ec2.internal. NXDOMAIN'"})
    void theSearchListGoesFirstUnlessThereAreFiveDots(String name, Result result, String queries) {
        Resolution resolution = name.startsWith("_") ? resolve(image(pod("dnsPolicy: ClusterFirst")), name, Type.MX) : resolve(image(pod("dnsPolicy: ClusterFirst")), name);
        assertThat(asked(resolution)).isEqualTo(queries);
        assertThat(resolution.result()).isEqualTo(result);
    }

    @Test
    void aNameOutsideCostsFourQueriesBeforeItsOwn() {
        Resolution resolution = resolve(image(pod("dnsPolicy: ClusterFirst")), "api.example.com", Type.A, Type.AAAA);
        assertThat(resolution.queries()).hasSize(10);
        assertThat(resolution.addresses()).containsExactly(Ip.parse("198.51.100.7"), Ip.parse("2001:db8::7"));
        ClusterImage two = image(pod("dnsConfig: {options: [{name: ndots, value: \"2\"}]}"));
        assertThat(asked(resolve(two, "api.example.com"))).isEqualTo("api.example.com. NOERROR");
    }

    @Test
    void whatWasMeantIsSaid() {
        Resolution missed = resolve(image(pod("dnsPolicy: ClusterFirst")), "kube-dns");
        assertThat(missed.result()).isEqualTo(Result.NO_NAME);
        assertThat(missed.hints()).containsExactly("namespace shop has no Service \"kube-dns\"",
                "Service kube-dns exists in namespace kube-system: ask for kube-dns.kube-system");
        assertThat(resolve(image(pod("dnsPolicy: ClusterFirst")), "waiting").hints()).containsExactly("headless Service shop/waiting has no ready endpoint (1 not ready)");
        assertThat(resolve(image(pod("dnsPolicy: ClusterFirst")), "web.shap").hints()).contains("there is no namespace \"shap\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "dnsPolicy: ClusterFirst | search shop.svc.cluster.local svc.cluster.local cluster.local ec2.internal/nameserver 10.100.0.10/options ndots:5/",
        "dnsPolicy: ClusterFirst, hostNetwork: true | search ec2.internal/nameserver 10.0.0.2/",
        "dnsPolicy: ClusterFirstWithHostNet, hostNetwork: true | search shop.svc.cluster.local svc.cluster.local cluster.local ec2.internal/nameserver 10.100.0.10/options ndots:5/",
        "dnsPolicy: Default | search ec2.internal/nameserver 10.0.0.2/",
        "dnsPolicy: None, dnsConfig: {nameservers: [1.2.3.4], searches: [example.com], options: [{name: edns0}]} | search example.com/nameserver 1.2.3.4/options edns0/",
        "dnsConfig: {nameservers: [10.100.0.10, 1.2.3.4], searches: [example.com, cluster.local], options: [{name: ndots, value: '2'}, {name: rotate}]} | search shop.svc.cluster.local svc.cluster.local cluster.local ec2.internal example.com/nameserver 10.100.0.10/nameserver 1.2.3.4/options ndots:2 rotate/"})
    void resolvConfAsKubeletWritesIt(String spec, String expected) {
        ClusterImage image = image(pod(spec));
        assertThat(names.resolvConf(image, TestFabric.of(image), new Asker.OfPod(image.pod("shop", "client").orElseThrow())).print().replace('\n', '/')).isEqualTo(expected);
    }

    @Test
    void nameserversBeyondThreeAreLeftOut() {
        ClusterImage image = image(pod("dnsConfig: {nameservers: [1.1.1.1, 1.1.1.2, 1.1.1.3]}"));
        ResolvConf conf = names.resolvConf(image, TestFabric.of(image), new Asker.OfPod(image.pod("shop", "client").orElseThrow()));
        assertThat(conf.nameservers()).hasSize(3);
        assertThat(conf.problems()).singleElement().asString().startsWith("Nameserver limits were exceeded");
    }

    @Test
    void whoDoesNotAnswerEndsTheSearch() {
        ClusterImage gone = image(pod("dnsPolicy: ClusterFirst"), "{apiVersion: v1, kind: Service, metadata: {name: kube-dns, namespace: kube-system}, spec: {clusterIP: 10.100.0.11, clusterIPs: [10.100.0.11]}}");
        Resolution silent = resolve(gone, "web");
        assertThat(silent.result()).isEqualTo(Result.TRY_AGAIN);
        assertThat(silent.sentence()).isEqualTo("no Service has the address 10.100.0.10, where kubelet sends pods for DNS");
        ClusterImage stranger = image(pod("dnsPolicy: ClusterFirst"), "{apiVersion: v1, kind: Pod, metadata: {name: coredns-1, namespace: kube-system}, status: {phase: Running, podIP: 10.0.2.20}}");
        assertThat(resolve(stranger, "web").result()).isEqualTo(Result.NOT_MODELLED);
        assertThat(resolve(stranger, "web").sentence()).contains("limit: dns-upstream");
        ClusterImage off = image(pod("dnsPolicy: Default"), "{apiVersion: ec2.services.k8s.aws/v1alpha1, kind: VPC, metadata: {name: vpc}, spec: {cidrBlocks: [10.0.0.0/16], enableDNSSupport: false}}");
        assertThat(resolve(off, "api.example.com").sentence()).contains("enableDNSSupport false");
    }

    @Test
    void aPluginThatIsNotModelledMakesAnswersUnknown() {
        ClusterImage rewriting = image(pod("dnsPolicy: ClusterFirst"), """
                {apiVersion: v1, kind: ConfigMap, metadata: {name: coredns, namespace: kube-system}, data: {Corefile: ". {\\n rewrite name a b\\n kubernetes cluster.local\\n}"}}""");
        assertThat(resolve(rewriting, "web").result()).isEqualTo(Result.NOT_MODELLED);
        assertThat(resolve(rewriting, "web").sentence()).contains("rewrite").contains("limit: dns-plugins");
        assertThat(DnsSettingsCheck.warning(rewriting)).isEqualTo("plugin rewrite is not modelled (limit: dns-plugins)");
    }

    @Test
    void theCacheBoundsTimesToLive() {
        ClusterImage image = image(pod("dnsPolicy: ClusterFirst"), """
                {apiVersion: v1, kind: ConfigMap, metadata: {name: coredns, namespace: kube-system}, data: {Corefile: ". {\\n hosts {\\n 198.51.100.9 own.example.com\\n fallthrough\\n }\\n cache 30\\n kubernetes cluster.local {\\n ttl 0\\n }\\n forward . 8.8.8.8\\n}"}}""");
        assertThat(ttl(resolve(image, "own.example.com."))).isEqualTo(30);
        assertThat(ttl(resolve(image, "web.shop.svc.cluster.local."))).isEqualTo(5);
        assertThat(ttl(resolve(image, "api.example.com."))).isEqualTo(30);
    }

    private static long ttl(Resolution resolution) {
        return ((dev.glassplane.dns.message.Response.Reply) resolution.queries().getLast().response()).answer().getFirst().getTTL();
    }
}
