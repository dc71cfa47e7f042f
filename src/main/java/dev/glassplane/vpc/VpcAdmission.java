package dev.glassplane.vpc;

import dev.glassplane.registry.Admission;
import dev.glassplane.registry.ApiErrors;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Refuses objects of the cloud that EC2 would refuse, with EC2's error codes. All or nothing: where ACK would create a security group and then fail
 * on one of its rules, nothing is written here. Looks at an object only when its {@code spec} changes.
 */
@Component
class VpcAdmission implements Admission {

    private final ObjectProvider<Objects> objects;
    private final ObjectProvider<Kinds> kinds;

    VpcAdmission(ObjectProvider<Objects> objects, ObjectProvider<Kinds> kinds) {
        this.objects = objects;
        this.kinds = kinds;
    }

    @Override
    public void check(Kind kind, Optional<ObjectNode> before, ObjectNode after) {
        boolean node = kind.resource().equals("nodes");
        boolean cloud = kind.group().equals("ec2.services.k8s.aws") || kind.resource().equals(NetworkInterface.RESOURCE);
        String part = node ? "metadata" : "spec";
        if (!node && !cloud || before.filter(old -> old.path(part).equals(after.path(part))).isPresent() || after.path("metadata").has("deletionTimestamp")) {
            return;
        }
        FieldErrors errors = new FieldErrors();
        check(kind.resource(), after, new Existing(objects.getObject(), kinds.getObject()), errors);
        errors.throwIfAny(kind, Existing.name(after));
    }

    @Override
    public void checkDelete(Kind kind, ObjectNode doomed) {
        if (kind.group().equals("ec2.services.k8s.aws")) {
            new Dependencies(new Existing(objects.getObject(), kinds.getObject())).of(kind.resource(), doomed).ifPresent(why -> {
                throw ApiErrors.conflict(kind, Existing.name(doomed), why);
            });
        }
    }

    static void check(String resource, ObjectNode after, Existing existing, FieldErrors errors) {
        switch (resource) {
            case VpcReader.VPCS -> new NetworkChecks(existing, errors).vpc(after);
            case VpcReader.SUBNETS -> new NetworkChecks(existing, errors).subnet(after);
            case VpcReader.INTERNET_GATEWAYS -> new GatewayChecks(existing, errors).internetGateway(after);
            case VpcReader.EGRESS_ONLY_GATEWAYS -> new GatewayChecks(existing, errors).egressOnlyGateway(after);
            case VpcReader.NAT_GATEWAYS -> new GatewayChecks(existing, errors).natGateway(after);
            case VpcReader.PEERINGS -> new GatewayChecks(existing, errors).peering(after);
            case VpcReader.ROUTE_TABLES -> new RouteChecks(existing, errors).routeTable(after);
            case FilterObjects.SECURITY_GROUPS -> new SecurityGroupChecks(existing, errors).group(after);
            case FilterObjects.NETWORK_ACLS -> new NetworkAclChecks(existing, errors).acl(after);
            case FilterObjects.PREFIX_LISTS -> new NetworkChecks(existing, errors).prefixList(after);
            case VpcReader.FLOW_LOGS -> new InterfaceChecks(existing, errors).flowLog(after);
            case NetworkInterface.RESOURCE -> new InterfaceChecks(existing, errors).networkInterface(after);
            case "nodes" -> new InterfaceChecks(existing, errors).node(after);
            default -> { } // nothing to say of elastic addresses but their schema
        }
    }
}
