package dev.glassplane.proxy.nftables;

import static dev.glassplane.dataplane.TestDataplane.dumps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.dataplane.EditedCluster;
import dev.glassplane.dataplane.NodeState;
import dev.glassplane.dataplane.TestDataplane;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.KubernetesVersion;
import dev.glassplane.linux.netfilter.Chain;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.Netfilter;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.net.Family;
import dev.glassplane.net.Protocol;
import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.proxy.ProxyProgrammers;
import dev.glassplane.proxy.ServicePortName;
import dev.glassplane.proxy.ProgrammedNode;
import dev.glassplane.proxy.RandomEdits;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kube-proxy's nft table as the reconciler keeps it: the definition is the full recompute. */
class ReconciledNftTests {

    private static final int STEPS = 120;
    private static final TableId TABLE = TableId.nftables(Family.IPV4, NftNames.TABLE);

    private final EditedCluster cluster = new EditedCluster();
    private final TestDataplane dataplane = fresh();

    private static TestDataplane fresh() {
        return new TestDataplane(ProxyProgrammers.nftables(KubernetesVersion.V1_36));
    }

    private void publish() {
        dataplane.publish(cluster.advance(), cluster.image());
    }

    private static Map<String, String> afresh(ClusterImage image) {
        return dumps(fresh().publishAll(image).current());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void incrementsEqualTheFullRecompute(long seed) {
        RandomEdits edits = new RandomEdits(seed, cluster, ProxyMode.NFTABLES);
        Random steps = new Random(seed);
        int nodes = 0;
        for (int step = 0; step < STEPS; step++) {
            edits.edit();
            publish();
            nodes += dataplane.current().nodes().size();
            if (steps.nextInt(4) == 0) {
                assertThat(dumps(dataplane.current())).as("seed %d, step %d", seed, step).isEqualTo(afresh(cluster.image()));
            }
        }
        assertThat(dumps(dataplane.current())).isEqualTo(afresh(cluster.image()));
        assertThat(nodes).isPositive();
    }

    private void node(String name, int number) {
        cluster.put(new ObjectKey("nodes", "", name), "{apiVersion: v1, kind: Node, metadata: {name: " + name
                + "}, status: {addresses: [{type: InternalIP, address: 10.0.1." + number + "}]}}");
    }

    private void service(String name, int number) {
        cluster.put(new ObjectKey("services", "shop", name), "{apiVersion: v1, kind: Service, metadata: {name: " + name
                + ", namespace: shop}, spec: {clusterIP: 10.100.0." + number + ", ports: [{name: http, port: 80}]}}");
        cluster.put(new ObjectKey("endpointslices.discovery.k8s.io", "shop", name), """
                {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: %s, namespace: shop, labels: {kubernetes.io/service-name: %s}},
                addressType: IPv4, ports: [{name: http, port: 8080}], endpoints: [{addresses: [10.244.1.%d]}]}
                """.formatted(name, name, number));
    }

    private void nftables() {
        cluster.put(new ObjectKey("configmaps", "kube-system", "kube-proxy-config"), ProgrammedNode.configMap("mode: nftables"));
    }

    private Netfilter on(String node) {
        return dataplane.current().nodes().get(node).host().netfilter();
    }

    private static Chain chain(Netfilter netfilter, String name) {
        return netfilter.chain(new ChainId(TABLE, name)).orElseThrow();
    }

    @Test
    void nodesShareEveryChainAndDifferByTheirNodePortAddressesAlone() {
        nftables();
        node("n1", 11);
        node("n2", 12);
        service("web", 10);
        publish();
        Map<String, NodeState> nodes = dataplane.current().nodes();
        List<ChainId> chains = List.copyOf(on("n1").chainIds());
        assertThat(chains).hasSizeGreaterThan(30);
        assertThat(chains).allSatisfy(id -> assertThat(on("n1").chain(id).orElseThrow()).isSameAs(on("n2").chain(id).orElseThrow()));
        assertThat(NftNode.list(nodes.get("n1"))).contains("elements = { 10.0.1.11 }").isNotEqualTo(NftNode.list(nodes.get("n2")))
                .isEqualTo(NftNode.list(nodes.get("n2")).replace("10.0.1.12", "10.0.1.11"));
    }

    @Test
    void aChangedServiceChangesItsOwnChainsAlone() {
        nftables();
        node("n1", 11);
        service("web", 10);
        service("api", 20);
        publish();
        Netfilter before = on("n1");
        service("web", 11);
        publish();
        Netfilter after = on("n1");
        String api = new NftNames(new ServicePortName("shop", "api", "http", Protocol.TCP)).cluster();
        assertThat(chain(after, api)).isSameAs(chain(before, api));
        assertThat(chain(after, NftNames.SERVICES)).isSameAs(chain(before, NftNames.SERVICES));
        assertThat(NftNode.list(dataplane.current().nodes().get("n1"))).contains("10.100.0.11 . tcp . 80 : goto").doesNotContain("10.100.0.10");
    }
}
