package dev.glassplane.vpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaxPodsTests {

    private static final String PREFIXES = "ENABLE_PREFIX_DELEGATION";
    private static final String CUSTOM = "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG";

    /** The calculator script's figures: capped at 250 above 30 vCPUs, at 110 otherwise, in every mode. */
    @ParameterizedTest
    @CsvSource({"m5.large,,29,29", "m5.large,CUSTOM,29,20", "m5.large,PREFIX,29,110", "m5.4xlarge,,234,110", "m5.24xlarge,,737,250",
        "m5.metal,PREFIX,737,250", "t3.nano,PREFIX,4,34", "t2.small,PREFIX,11,11", "c6in.32xlarge,,394,250"})
    void theScriptAndTheListDiffer(String type, String mode, int published, int calculator) {
        PoolSettings settings = settings(mode == null ? "" : mode, "");
        InstanceType of = InstanceTypes.find(type).orElseThrow();
        assertThat(MaxPods.published(of).pods()).isEqualTo(published);
        assertThat(MaxPods.calculator(of, settings)).as(MaxPods.calculator(of, settings).toString()).returns(calculator, MaxPods::pods);
    }

    @Test
    void maxEniCountsBeforeTheInterfaceThatCustomNetworkingTakes() {
        InstanceType type = InstanceTypes.find("m5.large").orElseThrow();
        assertThat(MaxPods.calculator(type, settings("CUSTOM", "2"))).isEqualTo(new MaxPods(11, java.util.List.of("MAX_ENI 2 of 3 interfaces",
                "custom networking: the primary interface gives no addresses, 1 interfaces are left", "1 interfaces x (10 addresses - 1) + 2 = 11",
                "at most 110 with 2 vCPUs (more than 30: 250, else 110) = 11")));
    }

    @ParameterizedTest
    @CsvSource({"'',29", "((default_enis - 1) * (ips_per_eni - 1)) + 2,20", "max_pods > 20 ? 20 : max_pods,20", "0,29", "-5,29", "7 / 0,29",
        "99 - fake_variable,29", "default_enis * ips_per_eni % 7,2", "max_pods * 9223372036854775807,29", "(1,29"})
    void nodeadmEvaluatesTheExpressionOrFallsBack(String expression, int pods) {
        assertThat(MaxPods.nodeadm(InstanceTypes.find("m5.large").orElseThrow(), expression)).returns(pods, MaxPods::pods);
    }

    @Test
    void aSourceIsKnownByName() {
        assertThat(MaxPods.Source.of("nodeadm")).isEqualTo(MaxPods.Source.NODEADM);
        assertThat(MaxPods.Source.of("")).isEqualTo(MaxPods.Source.PUBLISHED);
        assertThatIllegalArgumentException().isThrownBy(() -> MaxPods.Source.of("NodeAdm"))
                .withMessage("maxPods: expected published, calculator or nodeadm, found \"NodeAdm\"");
    }

    private static PoolSettings settings(String mode, String maxEni) {
        return AwsNodeSettings.ofEnvironment(Map.of(PREFIXES, mode.equals("PREFIX") + "", CUSTOM, mode.equals("CUSTOM") + "",
                "WARM_PREFIX_TARGET", "1", "MAX_ENI", maxEni)).pool();
    }
}
