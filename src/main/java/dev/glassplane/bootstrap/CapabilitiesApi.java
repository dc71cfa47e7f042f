package dev.glassplane.bootstrap;

import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ImageSource;
import dev.glassplane.image.Leadership;
import dev.glassplane.net.Cidr;
import dev.glassplane.store.SharedLog;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /glassplane/v1/capabilities}: where the emulation ends. */
@RestController
@Tag(name = "About")
class CapabilitiesApi {

    private final Capabilities packed = Capabilities.packed();
    private final ImageSource images;
    private final SharedLog sharing;
    private final Leadership leadership;

    CapabilitiesApi(ImageSource images, SharedLog sharing, Leadership leadership) {
        this.images = images;
        this.sharing = sharing;
        this.leadership = leadership;
    }

    /**
     * @param replica     the process that answers
     * @param network     pod network of this cluster
     * @param modelled    what is emulated
     * @param assumed     what a trace takes for granted
     * @param unsupported what is refused
     */
    record Answer(Replica replica, Network network, List<Capabilities.Entry> modelled, List<Capabilities.Entry> assumed, List<Capabilities.Entry> unsupported) {}

    /**
     * @param cni     {@code vpc}, {@code vxlan} or {@code bgp}
     * @param name    the product
     * @param podCIDR prefix of the nodes' podCIDRs, empty where pods have addresses of subnets
     */
    record Network(String cni, String name, String podCIDR) {}

    /**
     * @param id       {@code glassplane.replica-id}
     * @param role     {@code alone} with its database, or of several on one database {@code leader}, which runs the control loops, or {@code follower}
     * @param leader   who leads, as the holder of the Lease {@code kube-system/glassplane}
     * @param revision of the last write that it has seen
     * @param behind   writes that it has not seen yet
     */
    record Replica(String id, String role, String leader, long revision, long behind) {}

    private Replica replica() {
        SharedLog.Position position = sharing.position();
        String role = !sharing.shared() ? "alone" : leadership.leads() ? "leader" : "follower";
        return new Replica(sharing.replica(), role, leadership.leader(), position.seen().value(), position.behind());
    }

    @GetMapping("/glassplane/v1/capabilities")
    @Operation(summary = "What is modelled, what is assumed, what is not modelled",
            description = "The entries of docs/limits.md. A refusal names its entry as `limit: ID`.")
    Answer capabilities() {
        ClusterNetwork network = ClusterNetwork.of(images.current());
        return new Answer(replica(), new Network(network.kind().word(), network.kind().called(), network.podCidr().map(Cidr::toString).orElse("")),
                packed.modelled(), packed.assumed(), packed.unsupported());
    }
}
