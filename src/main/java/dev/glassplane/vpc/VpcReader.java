package dev.glassplane.vpc;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import tools.jackson.databind.JsonNode;

/**
 * Reads the cloud network out of images. The answer is a function of the image; the last one is kept, and only what differs between it and
 * the next image is read again. May be used from any thread.
 */
public final class VpcReader {

    static final String VPCS = "vpcs.ec2.services.k8s.aws";
    /** Resource of subnets. */
    public static final String SUBNET_RESOURCE = "subnets.ec2.services.k8s.aws";
    static final String SUBNETS = SUBNET_RESOURCE;
    static final String ROUTE_TABLES = "routetables.ec2.services.k8s.aws";

    static final String INTERNET_GATEWAYS = "internetgateways.ec2.services.k8s.aws";
    static final String EGRESS_ONLY_GATEWAYS = "egressonlyinternetgateways.ec2.services.k8s.aws";
    static final String NAT_GATEWAYS = "natgateways.ec2.services.k8s.aws";
    static final String ELASTIC_IPS = "elasticipaddresses.ec2.services.k8s.aws";
    static final String PEERINGS = "vpcpeeringconnections.ec2.services.k8s.aws";
    static final String FLOW_LOGS = "flowlogs.ec2.services.k8s.aws";
    static final String ENI_CONFIGS = "eniconfigs.crd.k8s.amazonaws.com";

    private ClusterImage last = ClusterImage.EMPTY;
    private Vpc vpc = Vpc.EMPTY;

    /** @return the cloud network that the image shows */
    public synchronized Vpc of(ClusterImage image) {
        if (image != last) {
            vpc = read(image);
            last = image;
        }
        return vpc;
    }

    private Vpc read(ClusterImage image) {
        Vpc next = new Vpc(all(image, VPCS, vpc.cidrs(), VpcReader::cidrs), all(image, SUBNETS, vpc.subnets(), Subnet::of),
                all(image, ROUTE_TABLES, vpc.routeTables(), object -> Optional.of(RouteTable.of(object))), vpc.interfaces(),
                vpc.ofNode(), vpc.branches(), vpc.holders(), vpc.prefixHolders(), vpc.publics(),
                all(image, ENI_CONFIGS, vpc.eniConfigs(), VpcReader::eniConfig), filters(image), gateways(image),
                all(image, FLOW_LOGS, vpc.flowLogs(), FlowLogObjects::of));
        if (image.all(NetworkInterface.RESOURCE) == last.all(NetworkInterface.RESOURCE)) {
            return next;
        }
        InterfaceMaps interfaces = new InterfaceMaps(next);
        differences(last.all(NetworkInterface.RESOURCE), image.all(NetworkInterface.RESOURCE), interfaces::replace);
        return interfaces.in(next);
    }

    private Filters filters(ClusterImage image) {
        return new Filters(all(image, FilterObjects.SECURITY_GROUPS, vpc.filters().groups(), object -> Optional.of(FilterObjects.group(object))),
                all(image, FilterObjects.NETWORK_ACLS, vpc.filters().acls(), object -> Optional.of(FilterObjects.acl(object))),
                all(image, FilterObjects.PREFIX_LISTS, vpc.filters().prefixLists(), object -> Optional.of(FilterObjects.prefixList(object))));
    }

    private Gateways gateways(ClusterImage image) {
        boolean sameNats = image.all(NAT_GATEWAYS) == last.all(NAT_GATEWAYS) && image.all(ELASTIC_IPS) == last.all(ELASTIC_IPS)
                && image.all(SUBNETS) == last.all(SUBNETS);
        return new Gateways(all(image, INTERNET_GATEWAYS, vpc.gateways().internet(), object -> Optional.of(Json.reference(object.path("spec"), "vpc", "vpcRef"))),
                sameNats ? vpc.gateways().nat() : NatGateways.of(image),
                all(image, PEERINGS, vpc.gateways().peerings(), object -> Optional.of(Peering.of(object))),
                all(image, EGRESS_ONLY_GATEWAYS, vpc.gateways().egressOnly(), object -> Optional.of(Json.reference(object.path("spec"), "vpcID", "vpcRef"))));
    }

    private static Optional<Vpc.EniConfig> eniConfig(JsonNode object) {
        JsonNode spec = object.path("spec");
        return Optional.of(new Vpc.EniConfig(Json.text(spec, "subnet"), Json.each(spec, "securityGroups").map(group -> group.stringValue("")).toList()));
    }

    /** Small kinds are read anew as a whole when one of them changed. */
    private <T> TreePMap<String, T> all(ClusterImage image, String resource, TreePMap<String, T> before,
                                        Function<JsonNode, Optional<T>> reader) {
        if (image.all(resource) == last.all(resource)) {
            return before;
        }
        TreePMap<String, T> values = TreePMap.empty();
        for (Map.Entry<ObjectKey, Stored> entry : image.all(resource).entrySet()) {
            Optional<T> value = reader.apply(entry.getValue().object());
            values = value.isPresent() ? values.plus(entry.getKey().name(), value.get()) : values;
        }
        return values;
    }

    private static Optional<List<Cidr>> cidrs(JsonNode object) {
        return Optional.of(Stream.concat(Json.cidrs(object.path("spec"), "cidrBlocks").stream().filter(cidr -> cidr.network().isV4()),
                Subnet.ipv6(object.path("spec")).stream()).toList());
    }

    /** Walks two sorted maps side by side and reports keys whose object is not the same; an absent side is null. */
    private static void differences(Map<ObjectKey, Stored> before, Map<ObjectKey, Stored> after, BiConsumer<Stored, Stored> changed) {
        Iterator<Stored> olds = before.values().iterator();
        Iterator<Stored> news = after.values().iterator();
        Stored old = next(olds);
        Stored now = next(news);
        while (old != null || now != null) {
            int order = old == null ? 1 : now == null ? -1 : old.key().compareTo(now.key());
            if (order != 0 || old != now) {
                changed.accept(order <= 0 ? old : null, order >= 0 ? now : null);
            }
            Stored passed = old;
            old = order <= 0 ? next(olds) : passed;
            now = order >= 0 ? next(news) : now;
        }
    }

    private static Stored next(Iterator<Stored> objects) {
        return objects.hasNext() ? objects.next() : null;
    }
}
