package dev.glassplane.cni.vxlan;

import dev.glassplane.cni.vxlan.FlannelConfiguration.Backend;
import dev.glassplane.cni.vxlan.FlannelProgrammer.Ways;
import dev.glassplane.cni.vxlan.FlannelView.NodeBase;
import dev.glassplane.dataplane.Contribution;
import dev.glassplane.linux.route.FdbEntry;
import dev.glassplane.linux.route.Neighbor;
import dev.glassplane.linux.route.Route;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import java.util.List;
import java.util.Optional;

/**
 * How a node gets to the pods of another one ({@code flannel-io/flannel: pkg/backend/vxlan/vxlan_network.go, pkg/backend/hostgw}): through the VXLAN
 * device with a route, a neighbour and a forwarding entry, or by a route to the other node itself.
 */
final class OtherNodes {

    private OtherNodes() {}

    /** @return nothing if the other node's flanneld has no lease of this backend, or this one's does not run */
    static Contribution way(NodeBase to, Ways ways) {
        FlannelConfiguration configuration = to.configuration();
        Optional<Lease> lease = to.lease().filter(of -> of.backend().equals(configuration.backend().word()));
        if (lease.isEmpty() || !ways.runs()) {
            return Contribution.NONE;
        }
        Origin origin = new Origin(FlannelProgrammer.COMPONENT, "Node", "", to.node(), "subnet lease of the node");
        boolean tunnel = configuration.backend() == Backend.VXLAN && !(configuration.directRouting() && ways.direct());
        return tunnel ? encapsulated(lease.get(), configuration.device(), origin) : ways.direct() ? direct(lease.get(), origin) : Contribution.NONE;
    }

    private static Contribution encapsulated(Lease lease, String device, Origin origin) {
        Ip gateway = lease.subnet().network();
        Route route = new Route(origin, Route.MAIN, Route.Type.UNICAST, lease.subnet(), Optional.of(gateway), Optional.of(device), "global", Optional.empty(),
                0, "boot", true);
        return Contribution.NONE.withRoutes(List.of(route), List.of(), List.of(new Neighbor(origin, gateway, device, lease.vtepMac())))
                .withFdb(List.of(new FdbEntry(origin, lease.vtepMac(), device, lease.publicIp())));
    }

    /** The kernel takes a gateway on the link only: towards a node of another subnet there is no such route. */
    private static Contribution direct(Lease lease, Origin origin) {
        return Contribution.NONE.withRoutes(List.of(Route.via(origin, Route.MAIN, lease.subnet(), lease.publicIp(), NodeTables.DEVICE)), List.of(), List.of());
    }
}
