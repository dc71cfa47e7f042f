package dev.glassplane.cni.vxlan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.net.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

class FlannelConfigurationReaderTests {

    private static FlannelConfiguration read(String netConf) {
        return FlannelConfigurationReader.read(JsonNodeFactory.instance.objectNode().put("net-conf.json", netConf));
    }

    @Test
    void whatIsNotSaidIsFlannelsOwn() {
        FlannelConfiguration read = read("{\"Network\": \"10.244.0.0/16\", \"Backend\": {\"Type\": \"vxlan\"}}");
        assertThat(read).isEqualTo(new FlannelConfiguration(Cidr.parse("10.244.0.0/16"), FlannelConfiguration.Backend.VXLAN, 1, 8472, false, false, 9001, false, false));
        assertThat(read.podMtu()).isEqualTo(8951);
        assertThat(read.device()).isEqualTo("flannel.1");
    }

    /** As encoding/json of Go reads them. */
    @Test
    void namesMayBeInAnyCaseAndUnknownOnesArePassedOver() {
        FlannelConfiguration read = read("{\"network\": \"10.9.0.0/16\", \"Comment\": 1, \"backend\": {\"type\": \"vxlan\", \"vni\": 42, \"PORT\": 4789, \"mtu\": 1450,"
                + " \"directrouting\": true}}");
        assertThat(read.vni()).isEqualTo(42);
        assertThat(read.port()).isEqualTo(4789);
        assertThat(read.podMtu()).isEqualTo(1400);
        assertThat(read.directRouting()).isTrue();
    }

    @Test
    void hostGwNeedsNoRoomForHeaders() {
        assertThat(read("{\"Network\": \"10.244.0.0/16\", \"Backend\": {\"Type\": \"host-gw\"}}").podMtu()).isEqualTo(9001);
    }

    @Test
    void theBridgePluginIsSetByTheDelegate() {
        FlannelConfiguration read = FlannelConfigurationReader.read(JsonNodeFactory.instance.objectNode()
                .put("net-conf.json", "{\"Network\": \"10.244.0.0/16\", \"Backend\": {\"Type\": \"vxlan\"}}")
                .put("cni-conf.json", "{\"plugins\": [{\"type\": \"flannel\", \"delegate\": {\"hairpinMode\": true, \"isDefaultGateway\": true}}]}"));
        assertThat(read.hairpin()).isTrue();
        assertThat(read.defaultGateway()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"Network": "10.244.0.0/16" | net-conf.json: expected a JSON object
            [] | net-conf.json: expected a JSON object, found "[]"
            {"Backend": {"Type": "vxlan"}} | net-conf.json: Network: expected an IPv4 prefix, found ""
            {"Network": "10.244.0.0/33"} | net-conf.json: Network: expected an IPv4 prefix, found "10.244.0.0/33"
            {"Network": "10.244.0.0/16"} | expected one of vxlan, host-gw, found "udp", which is not modelled (limit: flannel-settings)
            {"Network": "10.244.0.0/16", "Backend": {"Type": "vxlann"}} | Backend: Type: expected one of vxlan, host-gw, found "vxlann"
            {"Network": "10.244.0.0/16", "Backend": {"Type": "vxlan", "VNI": "1"}} | Backend: VNI: expected a number from 1 to 16777215, found "1"
            {"Network": "10.244.0.0/16", "Backend": {"Type": "vxlan", "Port": 70000}} | Backend: Port: expected a number from 0 to 65535, found 70000
            {"Network": "10.244.0.0/16", "EnableNFTables": true, "Backend": {"Type": "vxlan"}} | EnableNFTables: expected false, found true, which is not modelled (limit: flannel-settings)
            {"Network": "10.244.0.0/16", "EnableIPv6": true, "Backend": {"Type": "vxlan"}} | EnableIPv6: expected false
            """)
    void aTextThatCannotBeUsedNamesFieldExpectationAndFinding(String netConf, String words) {
        assertThatThrownBy(() -> read(netConf)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(words);
    }
}
