package dev.glassplane.calico;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * FelixConfiguration {@code default}, as far as it decides anything here.
 *
 * @param sourceCheck     {@code awsSrcDstCheck}: whether the nodes' interfaces check source and destination; empty for {@code DoNothing}
 * @param ipipMtu         MTU of tunl0, 0 for what the node's device leaves
 * @param vxlanMtu        MTU of vxlan.calico, 0 for what the node's device leaves
 * @param vxlanPort       UDP port
 * @param vxlanVni        network identifier
 * @param endpointToHost  {@code defaultEndpointToHostAction}: {@code Accept}, {@code Drop} or {@code Return}
 * @param natAddress      {@code natOutgoingAddress}: source of what natOutgoing translates, in place of the device's address
 */
public record FelixSettings(Optional<Boolean> sourceCheck, int ipipMtu, int vxlanMtu, int vxlanPort, int vxlanVni, String endpointToHost,
                            Optional<String> natAddress) {

    /** Resource of the kind. */
    public static final String RESOURCE = "felixconfigurations.crd.projectcalico.org";
    /** What holds without the object; the manifests set {@code FELIX_DEFAULTENDPOINTTOHOSTACTION=ACCEPT}. */
    public static final FelixSettings DEFAULT = new FelixSettings(Optional.empty(), 0, 0, 4789, 4096, "Accept", Optional.empty());

    static FelixSettings of(JsonNode spec) {
        String check = spec.path("awsSrcDstCheck").asString("DoNothing");
        return new FelixSettings(check.equals("DoNothing") ? Optional.empty() : Optional.of(check.equals("Enable")),
                spec.path("ipipMTU").asInt(0), spec.path("vxlanMTU").asInt(0), spec.path("vxlanPort").asInt(DEFAULT.vxlanPort),
                spec.path("vxlanVNI").asInt(DEFAULT.vxlanVni), spec.path("defaultEndpointToHostAction").asString(DEFAULT.endpointToHost),
                Optional.of(spec.path("natOutgoingAddress").asString("")).filter(text -> !text.isEmpty()));
    }
}
