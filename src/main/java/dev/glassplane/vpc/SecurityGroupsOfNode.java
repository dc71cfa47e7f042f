package dev.glassplane.vpc;

import dev.glassplane.image.Node;
import dev.glassplane.vpc.firewall.SecurityGroup;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The security groups that a Node asks for, as a launch template does for an instance. */
final class SecurityGroupsOfNode {

    /** Annotation of a Node with ids of security groups, separated by commas. */
    static final String ANNOTATION = "glassplane.dev/security-groups";

    private SecurityGroupsOfNode() {}

    /** @return ids for the node's first interface, empty if the Node does not say; groups that are gone by now are left out */
    static Optional<List<String>> wanted(Node node, Vpc vpc) {
        return Optional.ofNullable(node.annotations().get(ANNOTATION)).map(value -> ids(value).stream()
                .filter(id -> vpc.filters().groups().containsKey(id) || id.startsWith(SecurityGroup.defaultId(""))).toList());
    }

    static List<String> ids(String value) {
        return Arrays.stream(value.split(",")).map(String::strip).filter(id -> !id.isEmpty()).toList();
    }
}
