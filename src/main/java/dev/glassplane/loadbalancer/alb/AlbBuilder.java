package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.aws.AwsNames;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.aws.Certificates;
import dev.glassplane.loadbalancer.aws.Cloud;
import dev.glassplane.loadbalancer.aws.GroupResolver;
import dev.glassplane.loadbalancer.aws.Permission;
import dev.glassplane.loadbalancer.aws.Stack;
import dev.glassplane.loadbalancer.aws.SubnetDiscovery;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.ListenerProtocol;
import dev.glassplane.loadbalancer.model.Rule;
import dev.glassplane.loadbalancer.model.Scheme;
import dev.glassplane.loadbalancer.model.Tls;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.Subnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Makes of a group of Ingresses what should be in AWS ({@code pkg/ingress/model_builder.go}). A pure function of what it is given. */
final class AlbBuilder {

    private static final int MOVED_PERMANENTLY = 301;

    private final IngressGroup group;
    private final Cloud cloud;
    private final Certificates acm;

    private AlbBuilder(IngressGroup group, Cloud cloud, Certificates acm) {
        this.group = group;
        this.cloud = cloud;
        this.acm = acm;
    }

    /**
     * @param stack     the load balancer with its target groups
     * @param listeners by port
     */
    record Built(Stack stack, List<Listener> listeners) {}

    /**
     * @throws BuildFailure if nothing can be made of the group
     * @throws dev.glassplane.loadbalancer.aws.DeployFailure if AWS would refuse it
     */
    static Built build(IngressGroup group, Cloud cloud, Certificates acm) {
        return new AlbBuilder(group, cloud, acm).build();
    }

    private Built build() {
        MergedPorts ports = MergedPorts.of(group, acm);
        GroupSettings settings = GroupSettings.of(group, cloud);
        List<Stack.Place> places = subnets(settings.scheme()).stream().map(Stack.Place::in).toList();
        Stack.Groups groups = groups(settings, ports);
        Optional<Action> sslRedirect = sslRedirect(ports);
        TargetGroups targetGroups = new TargetGroups(cloud, group.id(), groups.backend(), settings.dualStack());
        ListenerRules rules = new ListenerRules(cloud.image(), targetGroups);
        List<Listener> listeners = new ArrayList<>();
        ports.ports().forEach((port, config) -> {
            boolean redirects = sslRedirect.isPresent() && config.protocol() == ListenerProtocol.HTTP;
            List<AlbIngress> members = ports.members().get(port);
            Action otherwise = redirects ? sslRedirect.get() : rules.otherwise(config.protocol(), members);
            List<Rule> made = redirects ? List.of() : rules.rules(port, config.protocol(), members);
            listeners.add(listener(port, config, guarded(made, settings), otherwise, settings.name(), members.getFirst()));
        });
        listeners.forEach(Refusals::check);
        return new Built(new Stack(group.id().stack(), Stack.Kind.APPLICATION, settings.name(), settings.scheme(), places, groups, settings.attributes(),
                targetGroups.specs()), listeners);
    }

    /** A web ACL sees every request first. */
    private List<Rule> guarded(List<Rule> rules, GroupSettings settings) {
        if (settings.webAcl().isEmpty()) {
            return rules;
        }
        List<Rule> guarded = new ArrayList<>();
        guarded.add(new Rule("web ACL " + settings.webAcl().get(), OptionalInt.empty(),
                List.of(new Condition.Unmodelled("web ACL " + settings.webAcl().get() + " of AWS WAF", "alb-waf")), List.of(), Action.NOT_FOUND,
                group.members().getFirst().origin("wafv2-acl-arn")));
        guarded.addAll(rules);
        return guarded;
    }

    private Listener listener(int port, ListenPort config, List<Rule> rules, Action otherwise, String balancer, AlbIngress first) {
        Optional<Tls> tls = config.protocol().encrypted() ? Optional.of(new Tls(Tls.Mode.TERMINATE,
                config.certificates().stream().map(acm::certificate).toList(), config.clients(), config.sslPolicy().orElse(""))) : Optional.empty();
        String name = config.protocol() + ":" + port;
        return new Listener(name, port, port, config.protocol(), HostPattern.ANY, tls, rules, Listener.Hosts.IN_ORDER, otherwise,
                Optional.of(AwsNames.listenerArn(cloud.place(), Stack.Kind.APPLICATION, balancer, name)), first.origin("listen-ports"));
    }

    private List<Subnet> subnets(Scheme scheme) {
        SubnetDiscovery discovery = new SubnetDiscovery(cloud, Stack.Kind.APPLICATION);
        List<JsonNode> ofClass = group.members().stream().map(member -> member.params().path("subnets")).filter(JsonNode::isObject).toList();
        Optional<List<String>> named = GroupSettings.agreed(group, member -> member.params().path("subnets").isObject() ? Optional.empty()
                : member.annotations().list("subnets"), "conflicting subnets", GroupSettings::sameTexts);
        if (!ofClass.isEmpty() && named.isPresent()) {
            throw new BuildFailure("conflicting subnet specifications: IngressClassParams versus annotation");
        }
        if (ofClass.stream().distinct().count() > 1) {
            throw new BuildFailure("conflicting IngressClassParams subnet specifications");
        }
        if (!ofClass.isEmpty()) {
            return ofClass(ofClass.getFirst(), discovery);
        }
        return named.isPresent() ? discovery.named(named.get()) : existing(scheme).orElseGet(() -> discovered(discovery, scheme));
    }

    private static List<Subnet> ofClass(JsonNode subnets, SubnetDiscovery discovery) {
        if (!subnets.path("ids").isEmpty()) {
            return discovery.named(subnets.path("ids").valueStream().map(id -> id.stringValue("")).toList());
        }
        Map<String, List<String>> tags = new LinkedHashMap<>();
        subnets.path("tags").properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().valueStream().map(value -> value.stringValue("")).toList()));
        return discovery.byTags(tags);
    }

    private static List<Subnet> discovered(SubnetDiscovery discovery, Scheme scheme) {
        try {
            return discovery.discover(scheme);
        } catch (BuildFailure e) {
            throw e.within("couldn't auto-discover subnets");
        }
    }

    /** A load balancer that is there stays where it is, unless its scheme changes. */
    private Optional<List<Subnet>> existing(Scheme scheme) {
        List<NetworkInterface> nodes = cloud.interfacesOf(group.id().stack());
        boolean stays = !nodes.isEmpty() && nodes.stream().allMatch(node -> node.attributes().about().publicIp().isPresent() == (scheme == Scheme.INTERNET_FACING)
                && cloud.vpc().subnet(node.subnet()).isPresent());
        return stays ? Optional.of(nodes.stream().map(node -> cloud.vpc().subnet(node.subnet()).orElseThrow()).toList()) : Optional.empty();
    }

    private Stack.Groups groups(GroupSettings settings, MergedPorts ports) {
        if (!settings.groups().isEmpty()) {
            return new Stack.Groups.Custom(GroupResolver.ids(settings.groups(), cloud), settings.manageBackend());
        }
        List<Permission> ingress = new ArrayList<>();
        ports.ports().forEach((port, config) -> {
            config.cidrs4().forEach(cidr -> ingress.add(Permission.port("tcp", port, new Permission.Peer.Block(cidr))));
            if (settings.dualStack()) {
                config.cidrs6().forEach(cidr -> ingress.add(Permission.port("tcp", port, new Permission.Peer.Block(cidr))));
            }
            config.prefixLists().forEach(list -> ingress.add(Permission.port("tcp", port, new Permission.Peer.PrefixList(list))));
        });
        GroupId id = group.id();
        String name = id.explicit() ? AwsNames.ofGroup(id.name(), cloud.place().cluster(), id.toString())
                : AwsNames.of(id.namespace(), id.name(), cloud.place().cluster(), id.toString());
        return new Stack.Groups.Managed(name, ingress.stream().sorted().distinct().toList());
    }

    private Optional<Action> sslRedirect(MergedPorts ports) {
        TreeSet<Integer> wanted = new TreeSet<>();
        for (AlbIngress member : group.members()) {
            Optional<String> ofClass = member.param("sslRedirectPort");
            if (ofClass.isPresent() && !ofClass.get().matches("[0-9]{1,9}")) {
                return Optional.empty(); // as the controller takes it
            }
            try {
                ofClass.map(Integer::valueOf).ifPresentOrElse(wanted::add, () -> member.annotations().number("ssl-redirect").ifPresent(wanted::add));
            } catch (BuildFailure e) {
                throw e.within("ingress: " + member.name());
            }
        }
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        if (wanted.size() > 1) {
            throw new BuildFailure("conflicting sslRedirect port: " + GroupSettings.goList(wanted.stream().map(String::valueOf).toList()));
        }
        int port = wanted.first();
        ListenPort listener = ports.ports().get(port);
        if (listener == null) {
            throw new BuildFailure("listener does not exist for SSLRedirect port: " + port);
        }
        if (listener.protocol() != ListenerProtocol.HTTPS) {
            throw new BuildFailure("listener protocol non-SSL for SSLRedirect port: " + port);
        }
        return Optional.of(ActionAnnotation.redirect(Optional.of("https"), Optional.empty(), String.valueOf(port), Optional.empty(), Optional.empty(),
                MOVED_PERMANENTLY));
    }
}
