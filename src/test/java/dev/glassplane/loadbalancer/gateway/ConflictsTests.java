package dev.glassplane.loadbalancer.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ConflictsTests {

    private static ListenerSpec listener(String owner, String name, String protocol, int port, String hostname) {
        return new ListenerSpec(new ObjectKey(owner.equals("gateway") ? GatewayApi.GATEWAYS : GatewayApi.LISTENER_SETS, "default", owner), name, hostname, port, protocol,
                JsonMapper.shared().createObjectNode());
    }

    private static Map<String, String> conflicts(List<ListenerSpec> own, List<ListenerSpec> more) {
        Map<String, String> found = new TreeMap<>();
        Conflicts.find(own, more).forEach((listener, conflict) -> found.put(listener.name(), conflict.reason()));
        return found;
    }

    @Test
    void listenersOfOnePortAreToldApartByTheirHosts() {
        assertThat(conflicts(List.of(listener("gateway", "a", "HTTP", 80, ""), listener("gateway", "b", "HTTP", 80, "b.example")), List.of())).isEmpty();
        assertThat(conflicts(List.of(listener("gateway", "a", "HTTPS", 443, "a.example"), listener("gateway", "b", "TLS", 443, "b.example")), List.of())).isEmpty();
        assertThat(conflicts(List.of(listener("gateway", "a", "TCP", 53, ""), listener("gateway", "b", "UDP", 53, "")), List.of())).isEmpty();
    }

    @Test
    void allOfAGatewaysListenersThatConflictLose() {
        assertThat(conflicts(List.of(listener("gateway", "a", "HTTP", 80, "x.example"), listener("gateway", "b", "TCP", 80, ""), listener("gateway", "c", "HTTP", 8080, "")),
                List.of())).isEqualTo(Map.of("a", "ProtocolConflict", "b", "ProtocolConflict"));
        assertThat(conflicts(List.of(listener("gateway", "a", "HTTPS", 443, "x.example"), listener("gateway", "b", "TLS", 443, "x.example")), List.of()))
                .isEqualTo(Map.of("a", "HostnameConflict", "b", "HostnameConflict"));
        assertThat(conflicts(List.of(listener("gateway", "a", "HTTP", 80, ""), listener("gateway", "b", "HTTPS", 80, "x.example")), List.of()).values())
                .containsOnly("ProtocolConflict");
    }

    @Test
    void aListenerOfAListenerSetLosesAgainstWhatComesBeforeIt() {
        assertThat(conflicts(List.of(listener("gateway", "own", "HTTP", 80, "x.example")),
                List.of(listener("first", "late", "HTTP", 80, "x.example"), listener("first", "new", "HTTP", 80, "y.example"), listener("second", "later", "HTTP", 80, "y.example"))))
                .isEqualTo(Map.of("late", "HostnameConflict", "later", "HostnameConflict"));
    }

    @Test
    void overlappingNamesOfEncryptedListenersAreNoticed() {
        ListenerSpec wide = listener("gateway", "wide", "HTTPS", 443, "*.example");
        ListenerSpec narrow = listener("gateway", "narrow", "HTTPS", 443, "a.example");
        ListenerSpec other = listener("gateway", "other", "HTTPS", 443, "a.test");
        List<ListenerSpec> all = List.of(wide, narrow, other);
        assertThat(all.stream().filter(each -> Conflicts.overlapsAnother(each, all)).toList()).containsExactly(wide, narrow);
    }
}
