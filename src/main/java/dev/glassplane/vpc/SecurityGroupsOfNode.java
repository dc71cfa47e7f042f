package dev.glassplane.vpc;

import dev.glassplane.image.Node;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The security groups that a Node asks for, as a launch template does for an instance. */
final class SecurityGroupsOfNode {

    /** Annotation of a Node with ids of security groups, separated by commas. */
    static final String ANNOTATION = "glassplane.dev/security-groups";

    private SecurityGroupsOfNode() {}

    /** @return ids for the node's first interface, in this subnet, empty if the Node does not say; groups that it cannot have by now are left out */
    static Optional<List<String>> wanted(Node node, Vpc vpc, String subnet) {
        return Optional.ofNullable(node.annotations().get(ANNOTATION)).map(value -> vpc.usable(ids(value), subnet));
    }

    static List<String> ids(String value) {
        return Arrays.stream(value.split(",")).map(String::strip).filter(id -> !id.isEmpty()).toList();
    }
}
