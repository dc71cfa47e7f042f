package dev.glassplane.loadbalancer.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.loadbalancer.model.Scheme;
import org.junit.jupiter.api.Test;

class AwsNamesTests {

    private static final AwsPlace PLACE = new AwsPlace("my-cluster", "123456789012", "eu-west-1", "vpc-1");

    @Test
    void namesAreCutAndWithoutSigns() {
        assertThat(AwsNames.of("my-namespace", "web.frontend", "a")).startsWith("k8s-mynamesp-webfront-").hasSize(32);
        assertThat(AwsNames.of("a", "b", "x")).startsWith("k8s-a-b-").hasSize(18);
        assertThat(AwsNames.ofGroup("my-very-long-group-name", "x")).startsWith("k8s-myverylonggroupna-").hasSize(32);
    }

    @Test
    void theHashIsOfTheTextsOneAfterTheOther() {
        // printf 'my-clusterdefault/webinternal' | sha256sum
        assertThat(AwsNames.of("default", "web", "my-cluster", "default/web", "internal")).isEqualTo(AwsNames.of("default", "web", "my-clusterdefault/webinternal"))
                .isEqualTo("k8s-default-web-2cdfdfd28e");
        assertThat(AwsNames.backendGroup("my-cluster")).isEqualTo("k8s-traffic-mycluster-4cbfcec96c");
    }

    @Test
    void anNlbsDnsNameEndsOtherwiseThanAnAlbs() {
        assertThat(AwsNames.dnsName(PLACE, Stack.Kind.NETWORK, "K8s-web", Scheme.INTERNAL)).matches("k8s-web-[0-9a-f]{16}\\.elb\\.eu-west-1\\.amazonaws\\.com");
        assertThat(AwsNames.dnsName(PLACE, Stack.Kind.APPLICATION, "k8s-web", Scheme.INTERNAL)).matches("internal-k8s-web-[0-9]+\\.eu-west-1\\.elb\\.amazonaws\\.com");
        assertThat(AwsNames.dnsName(PLACE, Stack.Kind.APPLICATION, "k8s-web", Scheme.INTERNET_FACING)).matches("k8s-web-[0-9]+\\.eu-west-1\\.elb\\.amazonaws\\.com");
    }

    @Test
    void anArnNamesItsTargetGroup() {
        assertThat(AwsNames.targetGroup(AwsNames.targetGroupArn(PLACE, "k8s-a-b-0123456789"))).isEqualTo("k8s-a-b-0123456789");
        assertThat(AwsNames.loadBalancerArn(PLACE, Stack.Kind.NETWORK, "web")).startsWith("arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/web/");
    }
}
