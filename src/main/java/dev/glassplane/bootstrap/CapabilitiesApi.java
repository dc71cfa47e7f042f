package dev.glassplane.bootstrap;

import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ImageSource;
import dev.glassplane.net.Cidr;
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

    CapabilitiesApi(ImageSource images) {
        this.images = images;
    }

    /**
     * @param network     pod network of this cluster
     * @param modelled    what is emulated
     * @param assumed     what a trace takes for granted
     * @param unsupported what is refused
     */
    record Answer(Network network, List<Capabilities.Entry> modelled, List<Capabilities.Entry> assumed, List<Capabilities.Entry> unsupported) {}

    /**
     * @param cni     {@code vpc}, {@code vxlan} or {@code bgp}
     * @param name    the product
     * @param podCIDR prefix of the nodes' podCIDRs, empty where pods have addresses of subnets
     */
    record Network(String cni, String name, String podCIDR) {}

    @GetMapping("/glassplane/v1/capabilities")
    @Operation(summary = "What is modelled, what is assumed, what is not modelled",
            description = "The entries of docs/limits.md. A refusal names its entry as `limit: ID`.")
    Answer capabilities() {
        ClusterNetwork network = ClusterNetwork.of(images.current());
        return new Answer(new Network(network.kind().word(), network.kind().called(), network.podCidr().map(Cidr::toString).orElse("")),
                packed.modelled(), packed.assumed(), packed.unsupported());
    }
}
