package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The VPC that a fresh cluster starts with: 10.0.0.0/16 in us-east-1; per zone a small subnet, where the first nodes go, and a large one,
 * where nodes go once the small one is full, with the tags for load balancers; all public.
 */
public final class DefaultVpc {

    private static final String GROUP = "ec2.services.k8s.aws/v1alpha1";
    /** The prefix of the VPC. */
    public static final Cidr CIDR = Cidr.parse("10.0.0.0/16");
    private static final String VPC = "vpc-glassplane";
    private static final String GATEWAY = "igw-glassplane";
    private static final String ROUTES = "rtb-glassplane";
    private static final String EGRESS_ONLY = "eigw-glassplane";
    private static final String IPV6_CIDR = "2001:db8:1234:1a00::/56";
    private static final String LARGE = "subnet-large-";
    private static final String[][] SUBNETS = {
        {"subnet-a", "us-east-1a", "10.0.1.0/24", "2001:db8:1234:1a01::/64"}, {"subnet-b", "us-east-1b", "10.0.2.0/24", "2001:db8:1234:1a02::/64"},
        {"subnet-c", "us-east-1c", "10.0.3.0/24", "2001:db8:1234:1a03::/64"}, {"subnet-large-a", "us-east-1a", "10.0.32.0/19", "2001:db8:1234:1a20::/64"},
        {"subnet-large-b", "us-east-1b", "10.0.64.0/19", "2001:db8:1234:1a40::/64"}, {"subnet-large-c", "us-east-1c", "10.0.96.0/19", "2001:db8:1234:1a60::/64"}};

    private DefaultVpc() {}

    /** @return the manifests in the order of creation; names are the ids */
    public static List<ObjectNode> objects() {
        return objects(Family.IPV4);
    }

    /**
     * @param family IPv6 gives the VPC and its subnets prefixes of that family (RFC 3849's, for examples), beside those of IPv4, and a way out that lets
     *               no connection in
     */
    public static List<ObjectNode> objects(Family family) {
        boolean six = family == Family.IPV6;
        List<ObjectNode> objects = new ArrayList<>();
        ObjectNode vpc = object("VPC", VPC);
        spec(vpc).put("enableDNSHostnames", true).put("enableDNSSupport", true).putArray("cidrBlocks").add(CIDR.toString());
        if (six) {
            spec(vpc).put("ipv6CIDRBlock", IPV6_CIDR);
        }
        objects.add(vpc);
        ObjectNode gateway = object("InternetGateway", GATEWAY);
        spec(gateway).put("vpc", VPC);
        objects.add(gateway);
        if (six) {
            ObjectNode egressOnly = object("EgressOnlyInternetGateway", EGRESS_ONLY);
            spec(egressOnly).put("vpcID", VPC);
            objects.add(egressOnly);
        }
        ObjectNode table = object("RouteTable", ROUTES);
        ArrayNode routes = spec(table).put("vpcID", VPC).putArray("routes");
        routes.addObject().put("destinationCIDRBlock", "0.0.0.0/0").put("gatewayID", GATEWAY);
        if (six) {
            routes.addObject().put("destinationIPv6CIDRBlock", "::/0").put("egressOnlyInternetGatewayID", EGRESS_ONLY);
        }
        objects.add(table);
        for (String[] figures : SUBNETS) {
            ObjectNode subnet = object("Subnet", figures[0]);
            spec(subnet).put("vpcID", VPC).put("availabilityZone", figures[1]).put("cidrBlock", figures[2])
                    .put("mapPublicIPOnLaunch", true).putArray("routeTables").add(ROUTES);
            if (figures[0].startsWith(LARGE)) {
                ArrayNode tags = spec(subnet).putArray("tags");
                tags.addObject().put("key", "kubernetes.io/role/elb").put("value", "1");
                tags.addObject().put("key", "kubernetes.io/role/internal-elb").put("value", "1");
            }
            if (six) {
                spec(subnet).put("ipv6CIDRBlock", figures[3]);
            }
            objects.add(subnet);
        }
        return objects;
    }

    private static ObjectNode object(String kind, String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", GROUP).put("kind", kind);
        object.putObject("metadata").put("name", name);
        object.putObject("spec");
        return object;
    }

    private static ObjectNode spec(ObjectNode object) {
        return (ObjectNode) object.get("spec");
    }
}
