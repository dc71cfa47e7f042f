package dev.glassplane.dataplane;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.startsWith;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

class TablesApiTests {

    private static final String TABLES = "/glassplane/v1/nodes/n1/tables/";

    private final EditedCluster cluster = new EditedCluster();
    private final Reconciler reconciler = new Reconciler(List.of(new PodWires()), (node, image) -> node.internalIps());
    private final MockMvc http = MockMvcBuilders.standaloneSetup(new TablesApi(reconciler, reconciler, Optional.empty())).setControllerAdvice(new Problems()).build();

    /** As spring.mvc.problemdetails.enabled does. */
    @ControllerAdvice
    static class Problems extends ResponseEntityExceptionHandler {}

    @BeforeEach
    void oneNodeWithOnePod() {
        cluster.put(new ObjectKey("nodes", "", "n1"), "{apiVersion: v1, kind: Node, metadata: {name: n1}, "
                + "status: {addresses: [{type: InternalIP, address: 10.0.1.10}]}}");
        cluster.put(new ObjectKey("pods", "shop", "p1"), "{apiVersion: v1, kind: Pod, metadata: {name: p1, namespace: shop}, "
                + "spec: {nodeName: n1}, status: {podIPs: [{ip: 10.1.0.1}]}}");
        reconciler.publish(cluster.advance(), cluster.image());
    }

    @Test
    void textIsTheDefault() throws Exception {
        http.perform(get(TABLES + "iptables-save")).andExpect(status().isOk()).andExpect(content().contentTypeCompatibleWith(MediaType.TEXT_PLAIN))
                .andExpect(content().string(startsWith("*filter\n"))).andExpect(content().string(containsString("-A FORWARD -s 10.1.0.1/32 -j ACCEPT\n")));
        http.perform(get(TABLES + "ip-rule")).andExpect(content().string(startsWith("0:\tfrom all lookup local\n")));
        http.perform(get(TABLES + "ip-route")).andExpect(content().string(containsString("10.1.0.1 dev veth-p1 scope link")));
    }

    @Test
    void jsonNamesWhoPutARuleThereAndWhy() throws Exception {
        String rule = "$.tables.filter[?(@.name=='FORWARD')].rules[0]";
        http.perform(get(TABLES + "iptables-save").accept(MediaType.APPLICATION_JSON)).andExpect(status().isOk())
                .andExpect(jsonPath("$.revision").value(2)).andExpect(jsonPath(rule + ".text").value("-A FORWARD -s 10.1.0.1/32 -j ACCEPT"))
                .andExpect(jsonPath(rule + ".origin.component").value("wires")).andExpect(jsonPath(rule + ".origin.object").value("Pod shop/p1"))
                .andExpect(jsonPath(rule + ".origin.reason").value("wire"));
        http.perform(get(TABLES + "ip-rule").accept(MediaType.APPLICATION_JSON))
                .andExpect(jsonPath("$.lines[0].origin.component").value("kernel"));
        http.perform(get(TABLES + "ip-route").accept(MediaType.APPLICATION_JSON))
                .andExpect(jsonPath("$.tables.IPv4[0].rules[0].origin.object").value("Pod shop/p1"));
    }

    @Test
    void jsonIsForThoseWhoAskForIt() throws Exception {
        http.perform(get(TABLES + "ip-rule").header("Accept", "text/html,*/*;q=0.8")).andExpect(content().contentTypeCompatibleWith("text/plain"));
        http.perform(get(TABLES + "ip-rule").header("Accept", "application/json, text/plain;q=0.5"))
                .andExpect(content().contentTypeCompatibleWith("application/json"));
        http.perform(get(TABLES + "ip-rule").header("Accept", "image/png")).andExpect(status().isNotAcceptable());
    }

    @Test
    void nodesAreListedWithTheirDumpsAndPods() throws Exception {
        http.perform(get("/glassplane/v1/nodes")).andExpect(status().isOk()).andExpect(jsonPath("$.nodes[0].name").value("n1"))
                .andExpect(jsonPath("$.nodes[0].addresses", contains("10.0.1.10"))).andExpect(jsonPath("$.nodes[0].pods", contains("shop/p1")))
                .andExpect(jsonPath("$.nodes[0].dumps[0]").value(TABLES + "iptables-save"));
    }

    @Test
    void aPodHasTablesOfItsOwn() throws Exception {
        http.perform(get(TABLES + "iptables-save").param("pod", "shop/p1")).andExpect(status().isOk()).andExpect(content().string(""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /glassplane/v1/nodes/n1/tables/conntrack     | 404 | live in a trace
            /glassplane/v1/nodes/n1/tables/arp           | 404 | expected one of iptables-save, ip6tables-save,
            /glassplane/v1/nodes/n9/tables/ip-rule       | 404 | node: no node "n9" at revision 2, there are n1
            /glassplane/v1/nodes/n1/tables/ip-rule?pod=x | 400 | pod: expected NAMESPACE/NAME, found "x"
            /glassplane/v1/nodes/n1/tables/ip-rule?pod=shop/p9 | 404 | pod: no pod shop/p9
            /glassplane/v1/nodes/n1/tables/ip-rule?minRevision=-1 | 400 | minRevision: expected a resourceVersion
            """)
    void refusalsNameTheFieldAndWhatWasExpected(String path, int code, String words) throws Exception {
        http.perform(get(path)).andExpect(status().is(code)).andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(jsonPath("$.detail", containsString(words)));
    }

    @Test
    void recomputingChangesNothing() throws Exception {
        http.perform(post("/glassplane/v1/dataplane:recompute")).andExpect(status().isOk()).andExpect(jsonPath("$.nodes").value(1))
                .andExpect(jsonPath("$.changed", empty()));
    }
}
