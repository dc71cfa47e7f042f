package dev.glassplane.dns;

import dev.glassplane.dns.message.Records;
import dev.glassplane.dns.message.Response;
import dev.glassplane.dns.server.CoreDns;
import dev.glassplane.dns.upstream.HostTable;
import dev.glassplane.dns.upstream.OutsideServer;
import dev.glassplane.dns.upstream.VpcNames;
import dev.glassplane.dns.zone.ReverseIndex;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.EndpointSlice;
import dev.glassplane.image.Service;
import dev.glassplane.loadbalancer.LoadBalancerSources;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import dev.glassplane.vpc.VpcFabric;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What names mean in a picture of the cluster: a function of image, VPC and who asks. Safe for any thread. */
public final class ClusterNames {

    /** EKS gives the cluster's DNS the tenth address of the service range, and kubelet tells it to every pod. */
    private static final long CLUSTER_DNS_OFFSET = 10;
    private static final int DNS_PORT = 53;
    /** The VPC's resolver answers there too, on every instance. */
    private static final Ip LINK_LOCAL_RESOLVER = Ip.parse("169.254.169.253");

    private final Ip clusterDns;
    private final LoadBalancerSources balancers;
    private final ReverseIndex reverse = new ReverseIndex();

    /**
     * @param serviceRange the cluster's first service range
     * @param balancers    whose load balancers have names
     */
    public ClusterNames(Cidr serviceRange, LoadBalancerSources balancers) {
        this.clusterDns = serviceRange.at(CLUSTER_DNS_OFFSET);
        this.balancers = balancers;
    }

    /** @return names of a cluster with the service range that EKS takes */
    public static ClusterNames eks() {
        return eks(new LoadBalancerSources(List.of()));
    }

    /** @return the same, with load balancers */
    public static ClusterNames eks(LoadBalancerSources balancers) {
        return new ClusterNames(Cidr.parse("10.100.0.0/16"), balancers);
    }

    /** @return where pods ask */
    public Ip clusterDns() {
        return clusterDns;
    }

    /**
     * @param name  relative without the final dot
     * @param types of records asked for every candidate of the search list
     * @return the way of the asker's resolver to the name
     */
    public Resolution resolve(ClusterImage image, VpcFabric fabric, Asker asker, Name name, List<Integer> types) {
        ResolvConf conf = resolvConf(image, fabric, asker);
        Resolution found = new SearchWalk(conf, ip -> serverAt(image, fabric, ip)).resolve(name, types);
        return found.result() == Resolution.Result.FOUND ? found : Hints.added(found, image, asker);
    }

    /** @return the answers of the cluster's CoreDNS to one question in full for each type, without a resolver and wherever its Service leads */
    public Resolution direct(ClusterImage image, VpcFabric fabric, Name name, List<Integer> types) {
        Name full = Records.joined(name, Name.root).orElse(name);
        ResolvConf conf = new ResolvConf(List.of(clusterDns), List.of(), Map.of(), "none: the question goes to CoreDNS in full", List.of());
        NameServer server = new NameServer.Cluster(coreDns(image, fabric), "CoreDNS");
        Resolution found = new SearchWalk(conf, _ -> server).resolve(full, types);
        return found.result() == Resolution.Result.FOUND ? found : Hints.added(found, image, new Asker.Outside());
    }

    /** @return what the cluster's CoreDNS answers to a question in full */
    public Response answer(ClusterImage image, VpcFabric fabric, Name name, int type, int dclass) {
        return coreDns(image, fabric).answer(name, type, dclass);
    }

    /** @return every name of a namespace that Services give, with its records */
    public Listing names(ClusterImage image, VpcFabric fabric, String namespace) {
        CoreDns server = coreDns(image, fabric);
        Set<Record> records = new LinkedHashSet<>();
        Set<String> unknown = new LinkedHashSet<>();
        for (Name name : server.names(namespace)) {
            for (int type : Listing.TYPES) {
                switch (server.answer(name, type, DClass.IN)) {
                    case Response.Reply reply -> reply.answer().stream().filter(record -> record.getName().equals(name)).forEach(records::add);
                    case Response.NoReply silent -> unknown.add(silent.why());
                    case Response.NotModelled why -> unknown.add(why.why());
                }
            }
            if (records.size() > Listing.RECORDS_MAX) {
                return new Listing(records.stream().limit(Listing.RECORDS_MAX).toList(), List.copyOf(unknown), true);
            }
        }
        return new Listing(List.copyOf(records), List.copyOf(unknown), false);
    }

    /** @return what the asker's resolver is told */
    public ResolvConf resolvConf(ClusterImage image, VpcFabric fabric, Asker asker) {
        ResolvConf node = ResolvConfs.ofNode(VpcNames.resolver(image), VpcNames.of(image, fabric).domain());
        return switch (asker) {
            case Asker.OfPod of -> new ResolvConfs(clusterDns, node).of(of.pod(), image.object(of.pod().key())
                    .<JsonNode>map(stored -> stored.object().path("spec")).orElseGet(JsonNodeFactory.instance::objectNode));
            case Asker.OfNode _ -> node;
            case Asker.Outside _ -> new ResolvConf(List.of(PUBLIC), List.of(), Map.of(), "a public resolver", List.of());
        };
    }

    /** Stands for whatever resolver a client on the internet asks: RFC 5737. */
    private static final Ip PUBLIC = Ip.parse("203.0.113.53");

    private CoreDns coreDns(ClusterImage image, VpcFabric fabric) {
        Optional<OutsideServer> own = VpcNames.resolver(image).map(ip -> vpcResolver(image, fabric, ip));
        return new CoreDns(DnsSettings.of(image).corefile(), image, reverse, own, ip -> outside(image, fabric, ip));
    }

    private OutsideServer vpcResolver(ClusterImage image, VpcFabric fabric, Ip ip) {
        return new OutsideServer(ip, "the VPC's resolver", HostTable.of(image), Optional.of(VpcNames.of(image, fabric)), balancers.of(image));
    }

    /** A server outside the cluster; addresses of the cluster have none. */
    private Optional<OutsideServer> outside(ClusterImage image, VpcFabric fabric, Ip ip) {
        Optional<Ip> resolver = VpcNames.resolver(image);
        if (resolver.filter(ip::equals).isPresent() || resolver.isPresent() && ip.equals(LINK_LOCAL_RESOLVER)) {
            return Optional.of(vpcResolver(image, fabric, ip));
        }
        boolean inside = fabric.contains(ip) || ip.equals(clusterDns) || ip.isLoopback() || serviceAt(image, ip).isPresent();
        return inside ? Optional.empty() : Optional.of(new OutsideServer(ip, ip.equals(PUBLIC) ? "a public resolver" : "the server " + ip, HostTable.of(image), Optional.empty(),
                balancers.of(image)));
    }

    private Optional<Service> serviceAt(ClusterImage image, Ip ip) {
        return Optional.ofNullable(reverse.service(image, ip));
    }

    private NameServer serverAt(ClusterImage image, VpcFabric fabric, Ip ip) {
        Optional<OutsideServer> outside = outside(image, fabric, ip);
        if (outside.isPresent()) {
            return outside.get().vpc().isPresent() && VpcNames.off(image)
                    ? new NameServer.Silent("the VPC has spec.enableDNSSupport false: its resolver does not answer") : new NameServer.Outside(outside.get());
        }
        Optional<Service> service = serviceAt(image, ip);
        if (service.isPresent()) {
            return behind(image, fabric, service.get());
        }
        boolean pod = image.pods().values().stream().anyMatch(each -> each.ips().contains(ip) && isCoreDns(image, each.key().qualifiedName()));
        if (pod) {
            return new NameServer.Cluster(coreDns(image, fabric), "CoreDNS");
        }
        return ip.equals(clusterDns) ? new NameServer.Silent("no Service has the address " + ip + ", where kubelet sends pods for DNS")
                : new NameServer.Unknown(ip.toString(), "what answers DNS at " + ip + " is not known (limit: dns-upstream)");
    }

    private NameServer behind(ClusterImage image, VpcFabric fabric, Service service) {
        String words = "Service " + service.key().qualifiedName();
        if (service.ports().stream().noneMatch(port -> port.port() == DNS_PORT && port.protocol() == Protocol.UDP)) {
            return new NameServer.Silent(words + " has no port 53/UDP");
        }
        List<Optional<String>> targets = Optional.ofNullable(image.slicesOf().get(service.key())).stream().flatMap(slices -> slices.values().stream())
                .flatMap(slice -> slice.endpoints().stream()).filter(EndpointSlice.Endpoint::ready).map(EndpointSlice.Endpoint::target).toList();
        if (targets.isEmpty()) {
            return new NameServer.Silent(words + " has no ready endpoint");
        }
        return targets.stream().allMatch(target -> target.filter(name -> isCoreDns(image, name)).isPresent())
                ? new NameServer.Cluster(coreDns(image, fabric), "CoreDNS (" + words + ")")
                : new NameServer.Unknown(words, words + " leads to pods that are not CoreDNS's (label k8s-app: kube-dns): what they answer is not known (limit: dns-upstream)");
    }

    private static boolean isCoreDns(ClusterImage image, String pod) {
        int slash = pod.indexOf('/');
        return pod.startsWith("kube-system/") && image.pod(pod.substring(0, slash), pod.substring(slash + 1))
                .filter(found -> "kube-dns".equals(found.labels().get("k8s-app"))).isPresent();
    }

    /** @return a name as a process gives it; empty if it is none */
    public static Optional<Name> name(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Name.fromString(text)).filter(name -> name.isAbsolute() || Records.joined(name, Name.root).isPresent());
        } catch (TextParseException e) {
            return Optional.empty();
        }
    }
}
