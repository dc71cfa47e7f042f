package dev.glassplane.loadbalancer.aws;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.LabelSelector;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A TargetGroupBinding, whoever wrote it.
 *
 * @param key         {@code targetgroupbindings.elbv2.k8s.aws/NS/NAME}
 * @param targetGroup name of its target group
 * @param type        what targets are
 * @param service     name of the Service
 * @param port        number or name of the Service's port
 * @param ipv6        whether targets are IPv6 addresses
 * @param networking  who may reach the targets; empty: not its business
 * @param nodes       which nodes are targets
 * @param owned       whether the controller made it
 * @param targets     what its status says of the targets
 */
public record Binding(ObjectKey key, String targetGroup, TargetGroup.Type type, String service, String port, boolean ipv6,
                      Optional<BindingSpec.Networking> networking, LabelSelector nodes, boolean owned, List<TargetEntry> targets) {

    /** Resource in object keys. */
    public static final String RESOURCE = "targetgroupbindings.elbv2.k8s.aws";
    /** API version of the objects. */
    static final String API_VERSION = "elbv2.k8s.aws/v1beta1";

    public Binding {
        targets = List.copyOf(targets);
    }

    /** @return all bindings of the image, by key */
    static List<Binding> all(ClusterImage image) {
        return image.all(RESOURCE).values().stream().map(Binding::of).toList();
    }

    /** @return what the object says */
    static Binding of(Stored stored) {
        JsonNode object = stored.object();
        JsonNode spec = object.path("spec");
        String arn = spec.path("targetGroupARN").stringValue("");
        boolean owned = object.path("metadata").path("labels").properties().stream().anyMatch(label -> label.getKey().endsWith(".k8s.aws/stack-name")
                || label.getKey().startsWith("gateway.k8s.aws."));
        return new Binding(stored.key(), arn.isEmpty() ? spec.path("targetGroupName").stringValue("") : AwsNames.targetGroup(arn),
                spec.path("targetType").stringValue("instance").equals("ip") ? TargetGroup.Type.IP : TargetGroup.Type.INSTANCE,
                spec.path("serviceRef").path("name").stringValue(""), spec.path("serviceRef").path("port").asString(""),
                spec.path("ipAddressType").stringValue("").equals("ipv6"), networking(spec), LabelSelector.read(spec.path("nodeSelector")), owned,
                object.path("status").path("targets").valueStream().flatMap(entry -> TargetEntry.of(entry).stream()).toList());
    }

    private static Optional<BindingSpec.Networking> networking(JsonNode spec) {
        if (!spec.path("networking").isObject()) {
            return Optional.empty();
        }
        List<BindingSpec.Ingress> rules = new ArrayList<>();
        for (JsonNode rule : spec.path("networking").path("ingress")) {
            List<Permission.Peer> from = rule.path("from").valueStream().flatMap(peer -> peer(peer).stream()).toList();
            rules.add(new BindingSpec.Ingress(from, rule.path("ports").valueStream().map(port ->
                    new BindingSpec.Port(port.path("protocol").stringValue("TCP"), port.path("port").asString(""))).toList()));
        }
        return Optional.of(new BindingSpec.Networking(rules));
    }

    private static Optional<Permission.Peer> peer(JsonNode peer) {
        String group = peer.path("securityGroup").path("groupID").stringValue("");
        String cidr = peer.path("ipBlock").path("cidr").stringValue("");
        return !group.isEmpty() ? Optional.of(new Permission.Peer.Group(group))
                : cidr.isEmpty() ? Optional.empty() : Optional.of(new Permission.Peer.Block(cidr));
    }
}
