package dev.glassplane.vpc;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a network interface is for: {@code spec.interfaceType} of a NetworkInterface. */
public sealed interface InterfaceRole {

    /** An ordinary one. */
    record Plain() implements InterfaceRole {}

    /** Carries the packets of branch interfaces, each in a VLAN of its own; gives no addresses to pods. */
    record Trunk() implements InterfaceRole {}

    /**
     * One pod's own, without a device number: its packets come over a trunk.
     *
     * @param trunk id of the trunk interface
     * @param vlan  VLAN id on the trunk
     */
    record Branch(String trunk, int vlan) implements InterfaceRole {}

    /** An ordinary interface. */
    InterfaceRole PLAIN = new Plain();

    /** @return what the object's spec says */
    static InterfaceRole of(JsonNode spec) {
        return switch (Json.text(spec, "interfaceType")) {
            case "trunk" -> new Trunk();
            case "branch" -> new Branch(Json.text(spec, "trunk"), spec.path("vlanId").asInt(0));
            default -> PLAIN;
        };
    }

    /** Writes itself into the object's spec. */
    default void writeTo(ObjectNode spec) {
        switch (this) {
            case Plain _ -> { }
            case Trunk _ -> spec.put("interfaceType", "trunk");
            case Branch branch -> {
                spec.put("interfaceType", "branch").put("trunk", branch.trunk()).put("vlanId", branch.vlan());
                spec.remove("deviceNumber");
            }
        }
    }

    /** @return its data if it is a branch */
    default Optional<Branch> branch() {
        return this instanceof Branch branch ? Optional.of(branch) : Optional.empty();
    }
}
