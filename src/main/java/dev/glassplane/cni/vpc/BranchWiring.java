package dev.glassplane.cni.vpc;

import dev.glassplane.cni.vpc.AwsNodeView.Branch;
import dev.glassplane.cni.vpc.AwsNodeView.PodLink;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.route.PolicyRule;
import dev.glassplane.linux.route.Route;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The node's side of a pod with an interface of its own ({@code aws/amazon-vpc-cni-k8s: cmd/routed-eni-cni-plugin/driver/driver.go},
 * SetupBranchENIPodNetwork): a VLAN device and a table that leads out of it. In strict mode rules tell its packets by the device they come in by, so that
 * all of them pass the interface and its security groups; in standard mode rules go by address, as for other pods.
 */
final class BranchWiring {

    static final int PRIORITY_VLAN = 10;
    /** How the names of veths begin in strict mode; source NAT leaves what goes out of such devices alone. */
    static final String STRICT_PREFIX = "vlan";
    private static final int FIRST_TABLE = 100;
    private static final Cidr EVERYWHERE = Cidr.parse("0.0.0.0/0");

    private final PodLink pod;
    private final Branch branch;
    private final Origin origin;
    private final Origin device;

    BranchWiring(PodLink pod, Branch branch, Origin origin) {
        this.pod = pod;
        this.branch = branch;
        this.origin = origin;
        this.device = new Origin(AwsNodeProgrammer.COMPONENT, "NetworkInterface", "", branch.id(), "interface of pod " + pod.pod().qualifiedName());
    }

    int table() {
        return FIRST_TABLE + branch.vlan();
    }

    Link link() {
        return Link.vlan(device, branch.name(), "eth" + branch.trunk(), branch.vlan(), branch.mac(), pod.settings().mtu());
    }

    List<Route> routes(String veth) {
        List<Route> routes = new ArrayList<>();
        branch.gateway().ifPresent(ip -> {
            routes.add(Route.onLink(device, table(), ip.asCidr(), branch.name()));
            routes.add(Route.via(device, table(), EVERYWHERE, ip, branch.name()));
        });
        routes.add(Route.onLink(origin, strict() ? table() : Route.MAIN, pod.ip().asCidr(), veth));
        return routes;
    }

    List<PolicyRule> rules(String veth) {
        if (strict()) {
            Origin because = origin.because("the pod's packets pass its own interface (POD_SECURITY_GROUP_ENFORCING_MODE=strict)");
            return List.of(iif(because, branch.name()), iif(because, veth));
        }
        return List.of(new PolicyRule(origin, PodWiring.PRIORITY_TO_POD, Optional.empty(), Optional.of(pod.ip().asCidr()), 0, 0, Optional.empty(), Route.MAIN),
                new PolicyRule(origin.because("the pod has an interface of its own"), PodWiring.PRIORITY_FROM_POD, Optional.of(pod.ip().asCidr()),
                        Optional.empty(), 0, 0, Optional.empty(), table()));
    }

    private PolicyRule iif(Origin because, String name) {
        return new PolicyRule(because, PRIORITY_VLAN, Optional.empty(), Optional.empty(), 0, 0, Optional.of(name), table());
    }

    boolean strict() {
        return pod.settings().podEni().strict();
    }
}
