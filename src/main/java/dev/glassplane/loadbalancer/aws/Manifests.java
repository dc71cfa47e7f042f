package dev.glassplane.loadbalancer.aws;

import dev.glassplane.loadbalancer.model.TargetGroup;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Objects that stand for what the controller makes. */
final class Manifests {

    /** Resource of security groups in object keys. */
    static final String SECURITY_GROUPS = "securitygroups.ec2.services.k8s.aws";
    /** The tag that names the cluster. */
    static final String CLUSTER_TAG = "elbv2.k8s.aws/cluster";
    /** The tag of the shared security group, with value {@link #BACKEND}. */
    static final String RESOURCE_TAG = "elbv2.k8s.aws/resource";
    static final String BACKEND = "backend-sg";
    private static final String MANAGED = "ManagedLBSecurityGroup";

    private Manifests() {}

    /** The group that the controller makes for one load balancer. */
    static ObjectNode frontend(Stack stack, Stack.Groups.Managed group, Cloud cloud) {
        ObjectNode object = group(cloud.ids().securityGroup(group.name()), group.name(), "[k8s] Managed SecurityGroup for LoadBalancer", cloud.place());
        tags(object, Map.of(CLUSTER_TAG, cloud.place().cluster(), stack.id().source().stackTag(), stack.id().name(), stack.id().source().resourceTag(), MANAGED));
        ArrayNode rules = object.withObject("/spec").putArray("ingressRules");
        group.ingress().forEach(permission -> rules.add(rule(permission, "")));
        return object;
    }

    /** The group that all load balancers of the cluster share. */
    static ObjectNode backend(Cloud cloud) {
        ObjectNode object = group(cloud.backendGroup(), AwsNames.backendGroup(cloud.place().cluster()), "[k8s] Shared Backend SecurityGroup for LoadBalancer",
                cloud.place());
        tags(object, Map.of(CLUSTER_TAG, cloud.place().cluster(), RESOURCE_TAG, BACKEND));
        return object;
    }

    /** As EC2 makes a group: everything may go out. */
    private static ObjectNode group(String id, String name, String description, AwsPlace place) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", "ec2.services.k8s.aws/v1alpha1").put("kind", "SecurityGroup");
        object.putObject("metadata").put("name", id);
        ObjectNode spec = object.putObject("spec").put("name", name).put("description", description).put("vpcID", place.vpc());
        ArrayNode egress = spec.putArray("egressRules");
        egress.addObject().put("ipProtocol", "-1").putArray("ipRanges").addObject().put("cidrIP", "0.0.0.0/0");
        return object;
    }

    private static void tags(ObjectNode object, Map<String, String> tags) {
        ArrayNode list = object.withObject("/spec").putArray("tags");
        tags.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(tag -> list.addObject().put("key", tag.getKey()).put("value", tag.getValue()));
    }

    /** One entry of {@code ingressRules}. */
    static ObjectNode rule(Permission permission, String description) {
        ObjectNode rule = JsonNodeFactory.instance.objectNode().put("ipProtocol", permission.protocol()).put("fromPort", permission.from())
                .put("toPort", permission.to());
        ObjectNode peer = switch (permission.peer()) {
            case Permission.Peer.Block(String cidr) -> cidr.contains(":") ? rule.putArray("ipv6Ranges").addObject().put("cidrIPv6", cidr)
                    : rule.putArray("ipRanges").addObject().put("cidrIP", cidr);
            case Permission.Peer.PrefixList(String id) -> rule.putArray("prefixListIDs").addObject().put("prefixListID", id);
            case Permission.Peer.Group(String id) -> rule.putArray("userIDGroupPairs").addObject().put("groupID", id);
        };
        if (!description.isEmpty()) {
            peer.put("description", description);
        }
        return rule;
    }

    /** @return the peers of an entry of {@code ingressRules} */
    static List<JsonNode> peers(JsonNode rule) {
        return Stream.of("ipRanges", "ipv6Ranges", "prefixListIDs", "userIDGroupPairs").flatMap(field -> rule.path(field).valueStream()).toList();
    }

    /** @return value of an EC2 tag of an object, empty if it has none */
    static String tag(JsonNode object, String key) {
        return object.path("spec").path("tags").valueStream().filter(tag -> tag.path("key").stringValue("").equals(key))
                .map(tag -> tag.path("value").stringValue("")).findFirst().orElse("");
    }

    static ObjectNode binding(Stack stack, TargetGroupSpec group, AwsPlace place) {
        BindingSpec binding = group.binding();
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", Binding.API_VERSION).put("kind", "TargetGroupBinding");
        ObjectNode labels = object.putObject("metadata").put("namespace", binding.namespace()).put("name", group.name()).putObject("labels");
        labels.put(stack.id().source().nameLabel(), stack.id().localName());
        if (!stack.id().namespace().isEmpty()) {
            labels.put(stack.id().source().namespaceLabel(), stack.id().namespace());
        }
        object.set("spec", spec(group, place));
        return object;
    }

    static ObjectNode spec(TargetGroupSpec group, AwsPlace place) {
        BindingSpec binding = group.binding();
        ObjectNode spec = JsonNodeFactory.instance.objectNode().put("targetGroupARN", AwsNames.targetGroupArn(place, group.name()))
                .put("targetType", group.type().word()).put("targetGroupProtocol", group.protocol().name());
        spec.putObject("serviceRef").put("name", binding.service()).put("port", binding.port());
        binding.networking().ifPresent(networking -> {
            ArrayNode ingress = spec.putObject("networking").putArray("ingress");
            networking.ingress().forEach(rule -> write(rule, ingress.addObject()));
        });
        if (!binding.nodeLabels().isEmpty() && group.type() == TargetGroup.Type.INSTANCE) {
            ObjectNode labels = spec.putObject("nodeSelector").putObject("matchLabels");
            binding.nodeLabels().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(label -> labels.put(label.getKey(), label.getValue()));
        }
        spec.put("ipAddressType", binding.ipv6() ? "ipv6" : "ipv4").put("vpcID", place.vpc());
        if (binding.multiCluster()) {
            spec.put("multiClusterTargetGroup", true);
        }
        return spec;
    }

    private static void write(BindingSpec.Ingress rule, ObjectNode out) {
        ArrayNode from = out.putArray("from");
        for (Permission.Peer peer : rule.from()) {
            switch (peer) {
                case Permission.Peer.Block(String cidr) -> from.addObject().putObject("ipBlock").put("cidr", cidr);
                case Permission.Peer.Group(String id) -> from.addObject().putObject("securityGroup").put("groupID", id);
                case Permission.Peer.PrefixList _ -> throw new IllegalArgumentException("a TargetGroupBinding names no prefix lists");
            }
        }
        ArrayNode ports = out.putArray("ports");
        for (BindingSpec.Port port : rule.ports()) {
            ObjectNode entry = ports.addObject().put("protocol", port.protocol());
            if (port.port().matches("[0-9]+")) {
                entry.put("port", Integer.parseInt(port.port()));
            } else if (!port.port().isEmpty()) {
                entry.put("port", port.port());
            }
        }
    }
}
