package dev.glassplane.loadbalancer.awsgateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.registry.Kind;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.TestCluster;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who asks for Gateways on AWS is told at once. */
class AwsGatewayClassesTests {

    private final TestCluster cluster = new TestCluster();

    private JsonNode conditions(String name, String controller) {
        Kind kind = cluster.named("gatewayclasses.gateway.networking.k8s.io");
        ObjectNode object = TestCluster.object("gateway.networking.k8s.io/v1", "GatewayClass", "", name);
        object.withObject("/spec").put("controllerName", controller);
        cluster.put(kind, object);
        cluster.settle();
        return cluster.image().object(new ObjectKey(kind.resource(), "", name)).orElseThrow().object().path("status").path("conditions");
    }

    @Test
    void classesOfTheAwsControllerAreRefusedAndOthersLeftAlone() {
        cluster.with(new AwsGatewayClasses(cluster, cluster));
        assertThat(conditions("alb", "gateway.k8s.aws/alb").toString()).contains("\"status\":\"False\"").contains("limit: gateway-api-on-aws");
        assertThat(conditions("nlb", "gateway.k8s.aws/nlb")).hasSize(1);
        assertThat(conditions("inside", "glassplane.dev/gateway").isEmpty()).isTrue();
    }
}
