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
                .returns(SnatPort.PRNG, AwsNodeSettings::snatPort).returns(true, AwsNodeSettings::nodePortSupport)
                .returns(0x80, AwsNodeSettings::connmark).returns("eni", AwsNodeSettings::vethPrefix).returns(9001, AwsNodeSettings::mtu)
                .returns(9001, AwsNodeSettings::podMtu).returns(Duration.ofSeconds(30), of -> of.pool().coolDown());
        assertThat(settings.refused()).isEmpty();
    }

    @Test
    void valuesThatDoNotParseCountAsUnset() {
        AwsNodeSettings settings = AwsNodeSettings.ofEnvironment(Map.of("WARM_ENI_TARGET", "many", "MAX_ENI", "0", "WARM_IP_TARGET", "-3",
                "AWS_VPC_K8S_CNI_CONNMARK", "-1", "AWS_VPC_K8S_CNI_EXTERNALSNAT", "yes", "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS",
                "10.9.0.0/16, junk, fd00::/8,10.8.1.2/16"));
        assertThat(settings).returns(1, of -> of.pool().warmEniTarget()).returns(true, AwsNodeSettings::starts).returns(0x80, AwsNodeSettings::connmark)
                .returns(false, AwsNodeSettings::externalSnat);
        assertThat(settings.pool().maxEni()).isEmpty();
        assertThat(settings.excludeSnatCidrs()).containsExactly(Cidr.parse("10.9.0.0/16"), Cidr.parse("10.8.0.0/16"));
    }

    @ParameterizedTest
    @CsvSource({
        "ENABLE_MULTI_NIC,true,pod-networks", "ENABLE_V6_EGRESS,true,ipv6-clusters", "MANAGE_UNTAGGED_ENI,false,pod-networks"})
    void whatIsNotModelledIsNamed(String variable, String value, String limit) {
        assertThat(AwsNodeSettings.ofEnvironment(Map.of(variable, value)).refused()).hasSize(1).first().asString()
                .startsWith(variable + "=" + value + " is left out of account: ").endsWith("(limit: " + limit + ")");
    }

    @Test
    void switchesThatAreOffAreNotRefused() {
        assertThat(AwsNodeSettings.ofEnvironment(Map.of("ENABLE_PREFIX_DELEGATION", "false", "WARM_IP_TARGET", "0", "ENABLE_IPv4", "true",
                "NETWORK_POLICY_ENFORCING_MODE", "strict")).refused()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "AWS_VPC_K8S_CNI_VETHPREFIX|cable|AWS_VPC_K8S_CNI_VETHPREFIX cannot be longer than 4 characters",
        "AWS_VPC_K8S_CNI_VETHPREFIX|vlan|AWS_VPC_K8S_CNI_VETHPREFIX cannot be set to reserved values 'eth', 'vlan', or 'lo'",
        "IP_COOLDOWN_PERIOD|soon|IP_COOLDOWN_PERIOD MUST be a valid positive integer. soon is invalid",
        "POD_MTU|9500|POD_MTU MUST be a valid integer from 576 to 9001. 9500 is invalid",
        "ENABLE_PREFIX_DELEGATION|true|Setting WARM_PREFIX_TARGET = 0 is not supported while WARM_IP_TARGET/MINIMUM_IP_TARGET is not set. Please configure "
                + "either one of the WARM_{PREFIX/IP}_TARGET or MINIMUM_IP_TARGET env variables"})
    void withSomeValuesAwsNodeDoesNotStart(String variable, String value, String words) {
        AwsNodeSettings settings = AwsNodeSettings.ofEnvironment(Map.of(variable, value));
        assertThat(settings.fatal()).isEqualTo(words);
        assertThat(settings.remarks()).containsExactly("aws-node refuses to start: " + words);
    }

    @Test
    void theEnforcingModeIsCheckedOnlyWhereItMatters() {
        Map<String, String> variables = Map.of("POD_SECURITY_GROUP_ENFORCING_MODE", "lax");
        assertThat(AwsNodeSettings.ofEnvironment(variables).starts()).isTrue();
        assertThat(AwsNodeSettings.ofEnvironment(Map.of("ENABLE_POD_ENI", "true", "POD_SECURITY_GROUP_ENFORCING_MODE", "lax")).fatal())
                .isEqualTo("POD_SECURITY_GROUP_ENFORCING_MODE must be set to either 'strict' or 'standard'");
    }

    @ParameterizedTest
    @CsvSource({"amazon-k8s-cni:v1.23.1,NFTABLES", "602401143452.dkr.ecr.us-west-2.amazonaws.com/amazon-k8s-cni:v1.22.4-eksbuild.1,IPTABLES",
        "amazon-k8s-cni:v1.9.0,IPTABLES", "amazon-k8s-cni:latest,NFTABLES", "amazon-k8s-cni:v2.0.0,NFTABLES"})
    void theReleaseDecidesWhereConnectionsAreMarked(String image, ConnmarkBackEnd expected) {
        assertThat(ConnmarkBackEnd.ofImage(image)).isEqualTo(expected);
    }
}
