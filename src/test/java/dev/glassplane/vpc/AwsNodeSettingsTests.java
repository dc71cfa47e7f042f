package dev.glassplane.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.net.Cidr;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsNodeSettingsTests {

    @Test
    void anEmptyEnvironmentMeansTheDefaultsOfTheCode() {
        AwsNodeSettings settings = AwsNodeSettings.DEFAULT;
        assertThat(settings).returns(1, of -> of.pool().warmEniTarget()).returns(false, AwsNodeSettings::externalSnat)
                .returns(true, AwsNodeSettings::snatRandomFully).returns(true, AwsNodeSettings::nodePortSupport)
                .returns(0x80, AwsNodeSettings::connmark).returns("eni", AwsNodeSettings::vethPrefix).returns(9001, AwsNodeSettings::mtu)
                .returns(9001, AwsNodeSettings::podMtu).returns(Duration.ofSeconds(30), of -> of.pool().coolDown());
        assertThat(settings.refused()).isEmpty();
    }

    @Test
    void valuesThatDoNotParseCountAsUnset() {
        AwsNodeSettings settings = AwsNodeEnvironment.settings(Map.of("WARM_ENI_TARGET", "many", "MAX_ENI", "0", "AWS_VPC_ENI_MTU", "12",
                "AWS_VPC_K8S_CNI_CONNMARK", "-1", "AWS_VPC_K8S_CNI_EXTERNALSNAT", "yes", "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS",
                "10.9.0.0/16, junk, fd00::/8,10.8.1.2/16"));
        assertThat(settings).returns(1, of -> of.pool().warmEniTarget()).returns(9001, AwsNodeSettings::mtu).returns(0x80, AwsNodeSettings::connmark)
                .returns(false, AwsNodeSettings::externalSnat);
        assertThat(settings.pool().maxEni()).isEmpty();
        assertThat(settings.excludeSnatCidrs()).containsExactly(Cidr.parse("10.9.0.0/16"), Cidr.parse("10.8.0.0/16"));
    }

    @ParameterizedTest
    @CsvSource({"ENABLE_POD_ENI,True,pod-networks",
        "ENABLE_IPv4,false,pod-networks", "MANAGE_UNTAGGED_ENI,false,pod-networks",
        "NETWORK_POLICY_ENFORCING_MODE,strict,network-policy", "AWS_VPC_K8S_CNI_RANDOMIZESNAT,hashrandom,pod-networks"})
    void whatIsNotModelledIsNamed(String variable, String value, String limit) {
        assertThat(AwsNodeEnvironment.settings(Map.of(variable, value)).refused()).hasSize(1).first().asString()
                .startsWith(variable + "=" + value + " is left out of account: ").endsWith("(limit: " + limit + ")");
    }

    @Test
    void switchesThatAreOffAreNotRefused() {
        assertThat(AwsNodeEnvironment.settings(Map.of("ENABLE_PREFIX_DELEGATION", "false", "WARM_IP_TARGET", "0", "ENABLE_IPv4", "true",
                "NETWORK_POLICY_ENFORCING_MODE", "standard")).refused()).isEmpty();
    }
}
