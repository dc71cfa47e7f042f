package dev.glassplane.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageSource;
import dev.glassplane.registry.MemoryRevisionLog;
import dev.glassplane.store.Revision;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.ErrorResponseException;

class DnsApiTests {

    private static final String DNS = "/glassplane/v1/dns?";

    private final DnsCluster cluster = DnsCluster.load();
    private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new DnsApi(ClusterNames.eks(), new ImageSource() {
        @Override
        public ClusterImage current() {
            return cluster.image();
        }

        @Override
        public ClusterImage atLeast(Revision revision, Duration timeout) {
            return cluster.image();
        }
    }, _ -> cluster.fabric(), new MemoryRevisionLog())).build();

    @Test
    void theResolversWayQueryByQuery() throws Exception {
        mvc.perform(get(DNS + "name=db.shop&from=pod/shop/web-a")).andExpect(status().isOk()).andExpect(jsonPath("$.result").value("FOUND"))
                .andExpect(jsonPath("$.addresses.length()").value(3)).andExpect(jsonPath("$.queries.length()").value(2))
                .andExpect(jsonPath("$.queries[0].status").value("NXDOMAIN")).andExpect(jsonPath("$.queries[0].why").value("namespace shop has no Service \"shop\""))
                .andExpect(jsonPath("$.queries[1].answer[0]").value("db.shop.svc.cluster.local. 5 IN A 10.0.1.30"))
                .andExpect(jsonPath("$.queries[1].who").value("CoreDNS (Service kube-system/kube-dns)"))
                .andExpect(jsonPath("$.resolvConf.text").value(containsString("options ndots:5")));
    }

    @Test
    void oneQuestionWithoutAResolver() throws Exception {
        mvc.perform(get(DNS + "name=_http._tcp.web.shop.svc.cluster.local&type=srv")).andExpect(status().isOk())
                .andExpect(jsonPath("$.queries.length()").value(1)).andExpect(jsonPath("$.resolvConf").doesNotExist())
                .andExpect(jsonPath("$.queries[0].additional[0]").value("web.shop.svc.cluster.local. 5 IN A 10.100.1.1"));
        mvc.perform(get(DNS + "name=10.100.1.1&type=PTR")).andExpect(jsonPath("$.queries[0].answer[0]").value("1.1.100.10.in-addr.arpa. 5 IN PTR web.shop.svc.cluster.local."));
    }

    @Test
    void textInTheMannerOfDig() throws Exception {
        mvc.perform(get(DNS + "name=web&from=pod/shop/web-a").header("Accept", "text/plain")).andExpect(status().isOk())
                .andExpect(content().string(containsString(";; 1. web.shop.svc.cluster.local. A @10.100.0.10: NOERROR\n")))
                .andExpect(content().string(containsString(";; ANSWER SECTION:\nweb.shop.svc.cluster.local. 5\tIN\tA\t10.100.1.1\n")))
                .andExpect(content().string(containsString(";; flags: qr aa rd; QUERY: 1, ANSWER: 1,")));
        mvc.perform(get(DNS + "name=kube-dns&from=pod/shop/web-a").header("Accept", "text/plain"))
                .andExpect(content().string(containsString("Name or service not known"))).andExpect(content().string(containsString("ask for kube-dns.kube-system")));
    }

    @Test
    void everyNameOfANamespace() throws Exception {
        mvc.perform(get("/glassplane/v1/dns/namespaces/shop").header("Accept", "text/plain")).andExpect(status().isOk())
                .andExpect(content().string(containsString("web.shop.svc.cluster.local. 5\tIN\tA\t10.100.1.1\n")))
                .andExpect(content().string(containsString("_http._tcp.web.shop.svc.cluster.local. 5\tIN\tSRV\t0 100 80 web.shop.svc.cluster.local.\n")))
                .andExpect(content().string(containsString("10-0-1-20.web.shop.svc.cluster.local. 5\tIN\tA\t10.0.1.20\n")))
                .andExpect(content().string(containsString("db-0.db.shop.svc.cluster.local. 5\tIN\tA\t10.0.1.30\n")))
                .andExpect(content().string(containsString("payments.shop.svc.cluster.local. 5\tIN\tCNAME\tapi.example.com.\n")));
        mvc.perform(get("/glassplane/v1/dns/namespaces/nowhere")).andExpect(status().isOk()).andExpect(jsonPath("$.records").isEmpty())
                .andExpect(jsonPath("$.cut").value(false));
    }

    @ParameterizedTest
    @CsvSource({"'', 400, name", "name=a..b, 400, name", "name=10.0.0.1, 400, name", "name=web&type=Z, 400, type", "name=web&from=service/a/b, 400, from",
        "name=web&from=pod/shop/nobody, 404, from", "name=web&from=node/nobody, 404, from"})
    void refusalsNameTheField(String query, int status, String field) throws Exception {
        assertThat(mvc.perform(get(DNS + query)).andExpect(status().is(status)).andReturn().getResolvedException())
                .isInstanceOfSatisfying(ErrorResponseException.class, refusal -> {
                    assertThat(refusal.getBody().getProperties()).containsEntry("field", field).containsKeys("expected", "found");
                    assertThat(refusal.getBody().getDetail()).startsWith(field + ": ");
                });
    }
}
